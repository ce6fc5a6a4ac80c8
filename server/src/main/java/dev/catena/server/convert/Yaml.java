// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A tree of settings that prints itself as YAML, with comments that tell where its parts came from. */
public sealed interface Yaml {
    /** Prints its lines below {@code indent}; the cursor is behind a key or a dash, and after this at the start of a line. */
    void print(StringBuilder out, String indent);

    /** A number, a truth value or text. */
    record Plain(String text, boolean isText) implements Yaml {
        private static final Pattern SAFE = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./@-]*(:[A-Za-z0-9_./-]+)*|[0-9]+(\\.[0-9]+){3}([:/][0-9]+)?|[0-9]+(ms|s|m|h|d|B|[KMGT]iB)");
        private static final Set<String> WORDS = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

        @Override
        public void print(StringBuilder out, String indent) {
            out.append(' ').append(written()).append('\n');
        }

        String written() {
            if (!isText || SAFE.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT))) return text;
            if (text.chars().noneMatch(Plain::isUnprintable)) return "'" + text.replace("'", "''") + "'";
            var quoted = new StringBuilder("\"");
            text.chars().forEach(c -> {
                if (isUnprintable(c)) quoted.append("\\u%04X".formatted(c));
                else quoted.append(c == '"' || c == '\\' ? "\\" : "").append((char) c);
            });
            return quoted.append('"').toString();
        }

        private static boolean isUnprintable(int c) {
            return c < ' ' || c >= 0x7f && c < 0xa0 || c == 0x2028 || c == 0x2029 || c == 0xfeff || c >= 0xd800 && c < 0xe000 || c >= 0xfffe;
        }
    }

    /** A list in brackets. */
    record Flow(List<String> items) implements Yaml {
        private static final int LINE_CHARACTERS_MAX = 120;

        public Flow {
            items = List.copyOf(items);
        }

        @Override
        public void print(StringBuilder out, String indent) {
            out.append(" [");
            int used = indent.length() + 20;
            for (int i = 0; i < items.size(); i++) {
                var item = new Plain(items.get(i), !items.get(i).matches("[0-9]+")).written();
                if (used + item.length() > LINE_CHARACTERS_MAX) {
                    out.append('\n').append(indent).append("  ");
                    used = indent.length() + 2;
                }
                out.append(item).append(i + 1 < items.size() ? ", " : "");
                used += item.length() + 2;
            }
            out.append("]\n");
        }
    }

    /** Keys in the order in which they were put, each with an optional comment above it. */
    final class Mapping implements Yaml {
        private final Map<String, Yaml> entries = new LinkedHashMap<>();
        private final Map<String, String> comments = new LinkedHashMap<>();

        public Mapping put(String key, String text) {
            return put(key, new Plain(text, true));
        }

        public Mapping put(String key, long number) {
            return put(key, new Plain(Long.toString(number), false));
        }

        public Mapping put(String key, boolean truth) {
            return put(key, new Plain(Boolean.toString(truth), false));
        }

        public Mapping put(String key, List<String> items) {
            return put(key, new Flow(items));
        }

        public Mapping put(String key, Yaml value) {
            entries.put(key, value);
            return this;
        }

        /** A remark above the key. */
        public Mapping comment(String key, String comment) {
            comments.merge(key, comment, (old, more) -> old.equals(more) ? old : old + ", " + more);
            return this;
        }

        Optional<Yaml> get(String key) {
            return Optional.ofNullable(entries.get(key));
        }

        Optional<String> commentOf(String key) {
            return Optional.ofNullable(comments.get(key));
        }

        @Override
        public void print(StringBuilder out, String indent) {
            out.append('\n');
            printEntries(out, indent, indent);
        }

        void printEntries(StringBuilder out, String first, String indent) {
            var lead = first;
            for (var entry : entries.entrySet()) {
                var comment = comments.get(entry.getKey());
                if (comment != null) out.append(indent).append("# ").append(oneLine(comment)).append('\n');
                out.append(lead).append(new Plain(entry.getKey(), true).written()).append(':');
                entry.getValue().print(out, indent + "  ");
                lead = indent;
            }
        }
    }

    /** A list of mappings, each with a comment above it. */
    final class Sequence implements Yaml {
        private record Item(Mapping mapping, String comment) {}

        private final List<Item> items = new ArrayList<>();

        public void add(Mapping mapping, String comment) {
            items.add(new Item(mapping, comment));
        }

        List<Mapping> mappings() {
            return items.stream().map(Item::mapping).toList();
        }

        @Override
        public void print(StringBuilder out, String indent) {
            out.append(items.isEmpty() ? " []\n" : "\n");
            for (var item : items) {
                if (!item.comment.isEmpty()) out.append(indent).append("# ").append(oneLine(item.comment)).append('\n');
                item.mapping.printEntries(out, indent + "- ", indent + "  ");
            }
        }
    }

    private static String oneLine(String comment) {
        var printable = new StringBuilder();
        comment.chars().forEach(c -> printable.append(Plain.isUnprintable(c) ? '?' : (char) c));
        return printable.toString();
    }
}
