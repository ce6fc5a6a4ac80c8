// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import dev.catena.http.RefusalCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@code catena help NUMBER} and the manual say of a refusal: the head from the catalogue, the sections from a text of its own
 * among the resources.
 */
record HelpPage(RefusalCode code, String sections) {
    /** The sections each page has, in this order. */
    static final List<String> SECTIONS = List.of("What happened", "Likely causes", "How to check", "How to fix", "Settings");

    private static final int NEAREST = 3;

    static HelpPage of(RefusalCode code) {
        var name = "/dev/catena/help/%d.md".formatted(code.number());
        try (var text = HelpPage.class.getResourceAsStream(name)) {
            if (text == null) {
                throw new IllegalStateException("no page " + name);
            }
            return new HelpPage(code, new String(text.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + name, e);
        }
    }

    /** The codes whose numbers are nearest to one that does not exist. */
    static List<RefusalCode> nearest(int number) {
        return Arrays.stream(RefusalCode.values())
            .sorted(Comparator.comparingInt(code -> Math.abs(code.number() - number)))
            .limit(NEAREST)
            .sorted(Comparator.comparingInt(RefusalCode::number))
            .toList();
    }

    /** The page in Markdown, its headings at {@code level} and below. */
    String toMarkdown(int level) {
        var deeper = sections.lines()
            .map(line -> line.startsWith("## ") ? "#".repeat(level + 1) + line.substring(2) : line)
            .collect(Collectors.joining("\n"));
        return """
            %s %d %s

            `%s`, status %d, in `Proxy-Status`: `%s`

            %s
            """.formatted("#".repeat(level), code.number(), code.title(), code.slug(), code.status(), code.proxyStatusError(), deeper);
    }

    /** The page for a terminal: the same text without the marks. */
    String toText() {
        return toMarkdown(1).lines()
            .map(line -> line.replaceFirst("^#+ ", "").replace("`", ""))
            .collect(Collectors.joining("\n", "", "\n"));
    }
}
