// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directives of {@code Cache-Control} over all its lines (RFC 9111 §5.2). Names in any case; an argument as token or as quoted string.
 *
 * <p>Where senders are sloppy, the reading that caches less counts: of a repeated directive the smallest number, and
 * a number that is none ({@code 1.5}, {@code -1}, {@code 10s}) makes the directive {@link #INVALID}.
 */
public final class CacheControl {
    /** No directives. */
    public static final CacheControl NONE = new CacheControl(List.of());

    /** The directive is not there. */
    public static final long ABSENT = -1;
    /** It is there without an argument. */
    public static final long BARE = -2;
    /** Its argument is not a number of seconds. */
    public static final long INVALID = -3;

    /** Larger numbers mean this one: "a very long time" (RFC 9111 §1.2.2). */
    public static final long SECONDS_MAX = 1L << 31;

    /** @param argument without quotes; empty text if there is none */
    private record Directive(String name, String argument, boolean bare) {
        /** The argument is a list of field names, and nothing else. */
        boolean listsFields() {
            if (argument.isEmpty()) return false;
            for (var name : argument.split(",", -1)) if (!Ascii.isToken(name.strip())) return false;
            return true;
        }
    }

    private static final Set<String> IN_SECONDS = Set.of("max-age", "s-maxage", "stale-while-revalidate", "stale-if-error");

    /** What one line said. */
    private record Read(String text, CacheControl control) {}

    private static final int READ_LENGTH_MAX = 256;
    /** The latest of each place; what one thread writes another may not see, and then reads the line once more. */
    private static final @Nullable Read[] READ = new Read[64];

    private final List<Directive> directives;

    private CacheControl(List<Directive> directives) {
        this.directives = directives;
    }

    /** What a message says. */
    public static CacheControl of(Headers headers) {
        int line = headers.indexOf(FieldName.CACHE_CONTROL, 0);
        if (line < 0) return NONE;
        return headers.indexOf(FieldName.CACHE_CONTROL, line + 1) < 0 ? read(headers.repeated(FieldName.CACHE_CONTROL), headers) : read(headers);
    }

    /** Sites say few different things, so that most was read before. */
    private static CacheControl read(String text, Headers headers) {
        int place = text.hashCode() & READ.length - 1;
        var before = READ[place];
        if (before != null && before.text.equals(text)) return before.control;
        var control = read(headers);
        if (text.length() <= READ_LENGTH_MAX) READ[place] = new Read(text, control);
        return control;
    }

    private static CacheControl read(Headers headers) {
        var directives = new ArrayList<Directive>();
        for (var member : headers.list(FieldName.CACHE_CONTROL)) directives.add(directive(member));
        return new CacheControl(directives);
    }

    /**
     * What a targeted field says (RFC 9213 §2.1), whose directives are the same. A directive that is switched off is not there.
     *
     * @return empty if a directive has a value of a type that makes no sense, or there is none at all
     */
    public static Optional<CacheControl> of(Map<String, StructuredValue> targeted) {
        var directives = new ArrayList<Directive>();
        for (var member : targeted.entrySet()) {
            boolean inSeconds = IN_SECONDS.contains(member.getKey());
            switch (member.getValue()) {
                case StructuredValue.Flag(boolean on) when !inSeconds -> {
                    if (on) directives.add(new Directive(member.getKey(), "", true));
                }
                case StructuredValue.Whole(long number) -> directives.add(new Directive(member.getKey(), Long.toString(number), false));
                case StructuredValue.Text(var text) when !inSeconds -> directives.add(new Directive(member.getKey(), text, false));
                case StructuredValue.Token(var text) when !inSeconds -> directives.add(new Directive(member.getKey(), text, false));
                default -> {
                    if (inSeconds) return Optional.empty();
                }
            }
        }
        return directives.isEmpty() ? Optional.empty() : Optional.of(new CacheControl(directives));
    }

    private static Directive directive(String member) {
        int equals = member.indexOf('=');
        if (equals < 0) return new Directive(member.toLowerCase(Locale.ROOT), "", true);
        var name = member.substring(0, equals).strip().toLowerCase(Locale.ROOT);
        return new Directive(name, unquoted(member.substring(equals + 1).strip()), false);
    }

    private static String unquoted(String argument) {
        boolean quoted = argument.length() >= 2 && argument.startsWith("\"") && argument.endsWith("\"");
        return quoted ? argument.substring(1, argument.length() - 1).replaceAll("\\\\(.)", "$1") : argument;
    }

    /** The same without these directives. */
    public CacheControl without(String... names) {
        var left = directives.stream().filter(known -> !List.of(names).contains(known.name)).toList();
        return left.size() == directives.size() ? this : new CacheControl(left);
    }

    /** Whether the directive is there for the whole response, not for the fields it lists ({@link #fieldsOf}). */
    public boolean hasForAll(String directive) {
        for (var known : directives) if (known.name.equals(directive) && !known.listsFields()) return true;
        return false;
    }

    /** The fields that {@code no-cache="a, b"} or {@code private="a, b"} is about (RFC 9111 §5.2.2.4, §5.2.2.7). */
    public List<FieldName> fieldsOf(String directive) {
        var fields = new ArrayList<FieldName>();
        for (var known : directives) {
            if (!known.name.equals(directive) || !known.listsFields()) continue;
            for (var name : known.argument.split(",")) fields.add(FieldName.of(name.strip()));
        }
        return fields;
    }

    public boolean isEmpty() {
        return directives.isEmpty();
    }

    /** Whether the directive is there, with an argument or without. */
    public boolean has(String directive) {
        for (int i = 0; i < directives.size(); i++) if (directives.get(i).name.equals(directive)) return true;
        return false;
    }

    /**
     * The smallest number of seconds given for it, at most {@link #SECONDS_MAX}; {@link #ABSENT}, {@link #BARE}, {@link #INVALID} if there
     * is none. One invalid argument makes it invalid.
     */
    public long seconds(String directive) {
        long least = ABSENT;
        for (var known : directives) {
            if (!known.name.equals(directive)) continue;
            long seconds = known.bare ? BARE : deltaSeconds(known.argument);
            if (seconds == INVALID) return INVALID;
            least = least < 0 ? seconds : Math.min(least, seconds);
        }
        return least;
    }

    /** {@code delta-seconds} of RFC 9111 §1.2.2, at most {@link #SECONDS_MAX}; {@link #INVALID} if it is anything but digits. */
    public static long deltaSeconds(String text) {
        if (text.isEmpty()) return INVALID;
        long seconds = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Ascii.isDigit(c)) return INVALID;
            seconds = Math.min(SECONDS_MAX, seconds * 10 + c - '0');
        }
        return seconds;
    }
}
