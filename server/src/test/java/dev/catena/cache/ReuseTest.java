// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.store.Terms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReuseTest {
    private static final Terms HUNDRED = new Terms(0, 0, 100, false, false, -1);

    private static String judge(Terms terms, long age, String requestFields) {
        return switch (Reuse.judge(terms, age, Asked.of(Heads.fields(requestFields)))) {
            case Reuse.Fresh(var ttl) -> "fresh " + ttl;
            case Reuse.Stale(var ttl) -> "stale " + ttl;
            case Reuse.Validate(var why, var _, var detail) -> (why.word() + " " + detail).strip();
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        X: y                                                |  40 | fresh 60
        X: y                                                |  99 | fresh 1
        X: y                                                | 100 | stale
        Cache-Control: no-cache                             |  40 | request no-cache
        Cache-Control: No-Cache                             |  40 | request no-cache
        Pragma: no-cache                                    |  40 | request no-cache
        Pragma: no-cache / Cache-Control: max-age=50        |  40 | fresh 60
        Pragma: foo                                         |  40 | fresh 60
        Cache-Control: max-age=40                           |  40 | fresh 60
        Cache-Control: max-age=39                           |  40 | request max-age
        Cache-Control: max-age=0                            |   0 | request max-age
        Cache-Control: max-age=x                            |  40 | request max-age
        Cache-Control: min-fresh=60                         |  40 | fresh 60
        Cache-Control: min-fresh=61                         |  40 | request min-fresh
        Cache-Control: min-fresh=x                          |  40 | request min-fresh
        Cache-Control: max-stale                            | 500 | stale -400
        Cache-Control: max-stale=400                        | 500 | stale -400
        Cache-Control: max-stale=399                        | 500 | stale
        Cache-Control: max-stale=x                          | 500 | stale
        Cache-Control: max-stale, max-age=50                |  60 | request max-age
        Cache-Control: only-if-cached                       |  40 | fresh 60
        """)
    void the_request_narrows_or_widens_what_is_good_enough(String request, long age, String expected) {
        assertThat(judge(HUNDRED, age, request)).isEqualTo(expected);
    }

    @Test
    void no_cache_of_the_response_means_validation_always() {
        assertThat(judge(new Terms(0, 0, 100, true, false, -1), 0, "Cache-Control: max-stale")).isEqualTo("stale no-cache");
    }

    @Test
    void must_revalidate_overrules_max_stale() {
        assertThat(judge(new Terms(0, 0, 100, false, true, -1), 500, "Cache-Control: max-stale")).isEqualTo("stale");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        false | false | -1  | X: y                                |   200 | true  | false
        false | false | -1  | X: y                                | 90000 | false | false
        false | false | 60  | X: y                                |   160 | true  | true
        false | false | 60  | X: y                                |   161 | false | false
        false | true  | 60  | X: y                                |   160 | false | false
        true  | false | 60  | X: y                                |   160 | false | false
        false | false | 60  | Cache-Control: no-cache             |   160 | false | false
        false | false | 60  | Cache-Control: max-age=10           |   160 | false | false
        false | false | 60  | Cache-Control: max-age=10, max-stale|   160 | true  | true
        """)
    void stale_responses_stand_in_for_failures_unless_forbidden(
        boolean noCache, boolean mustRevalidate, long staleIfError, String request, long age, boolean silence, boolean error) {
        var terms = new Terms(0, 0, 100, noCache, mustRevalidate, staleIfError);
        var asked = Asked.of(Heads.fields(request));
        assertThat(Reuse.standsInForSilence(terms, age, asked)).isEqualTo(silence);
        assertThat(Reuse.standsInForError(terms, age, asked)).isEqualTo(error);
    }
}
