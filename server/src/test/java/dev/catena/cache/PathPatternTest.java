// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.catena.testkit.Cases;
import dev.catena.testkit.Property;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {
    private static final Pattern PIECE = Pattern.compile("(?<=/)[*][*]/|[*][*]|[*]|[^*]+");

    @ParameterizedTest
    @CsvSource({
        "/releases/**, /releases/1.0/tool.iso, true",
        "/releases/**, /releases/, true",
        "/releases/**, /releases, false",
        "/releases/*, /releases/tool.iso, true",
        "/releases/*, /releases/1.0/tool.iso, false",
        "*.iso, /a/b/tool.iso, true",
        "*.iso, /tool.iso, true",
        "*.iso, /tool.iso/x, false",
        "tool, /a/tool, true",
        "tool, /a/nottool, false",
        "/**/tool, /tool, true",
        "/**/tool, /a/b/tool, true",
        "/**/tool, /a/b/atool, false",
        "/a/**/b/*.js, /a/b/x.js, true",
        "/a/**/b/*.js, /a/x/y/b/x.js, true",
        "/a/**/b/*.js, /a/x/b/y/x.js, false",
        "/a*c/d, /abbbc/d, true",
        "/a*c/d, /ab/c/d, false",
        "/exact, /exact, true",
        "/exact, /exact/, false",
        "/, /, true",
        "/a**z, /a/b/z, true",
        "/aa*aa, /aaa, false",
    })
    void what_a_pattern_means(String pattern, String path, boolean matches) {
        assertThat(PathPattern.parse(pattern).matches(path)).isEqualTo(matches);
        assertThat(PathPattern.parse(pattern)).hasToString(pattern);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "/a?b=c", "/ä", "/a b"})
    void what_is_none_says_why(String text) {
        assertThatThrownBy(() -> PathPattern.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    /** An expression means the same, and takes as long as an attacker likes: that is why it is not the implementation. */
    @Property
    void a_pattern_means_what_its_expression_means(Cases cases) {
        var written = "/" + String.join("", cases.listOf(0, 6, () -> cases.oneOf("a", "b", "/", "*", "**", "/**/", "a.b")));
        var pattern = written.replaceAll("[*]{3,}", "**");
        var expression = Pattern.compile(PIECE.matcher(pattern).results().map(piece -> expression(piece.group())).collect(Collectors.joining()));
        var path = "/" + cases.text("ab./", 0, 8);
        assertThat(PathPattern.parse(pattern).matches(path)).as("%s on %s by %s", pattern, path, expression).isEqualTo(expression.matcher(path).matches());
    }

    private static String expression(String piece) {
        return switch (piece) {
            case "**/" -> "(?:.*/)?";
            case "**" -> ".*";
            case "*" -> "[^/]*";
            default -> Pattern.quote(piece);
        };
    }

    @Test
    void no_path_takes_long_to_be_refused() {
        var pattern = PathPattern.parse("/**a*a**a*a**a*a**b");
        var path = "/" + "a".repeat(60_000) + "c/b";
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertThat(pattern.matches(path)).isTrue());
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertThat(pattern.matches(path + "c")).isFalse());
    }
}
