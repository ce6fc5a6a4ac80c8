// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {
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

    @Test
    void no_path_takes_long_to_be_refused() {
        var pattern = PathPattern.parse("/**a*a**a*a**a*a**b");
        var path = "/" + "a".repeat(60_000) + "c/b";
        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertThat(pattern.matches(path)).isTrue());
        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertThat(pattern.matches(path + "c")).isFalse());
    }
}
