// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.store.Terms.Clause;
import dev.catena.store.Terms;
import java.util.ArrayList;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReuseTest {
    private static final Terms HUNDRED = terms(-1, -1);

    /** Of a response that is fresh for 100 s. */
    private static Terms terms(long staleIfError, long staleWhileRevalidate, Clause... clauses) {
        return new Terms(0, 0, 100, staleIfError, staleWhileRevalidate, Set.of(clauses));
    }

    private static String judge(Terms terms, long age, String requestFields) {
        return switch (Reuse.judge(terms, age, Asked.of(Heads.fields(requestFields)))) {
            case Reuse.Fresh(var ttl) -> "fresh " + ttl;
            case Reuse.Stale(var ttl) -> "stale " + ttl;
            case Reuse.Renewing(var ttl) -> "renewing " + ttl;
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
        assertThat(judge(terms(-1, -1, Clause.VALIDATES_ALWAYS), 0, "Cache-Control: max-stale")).isEqualTo("stale no-cache");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        X: y                           | 100 | renewing 0
        X: y                           | 160 | renewing -60
        X: y                           | 161 | stale
        Cache-Control: max-age=1000    | 160 | renewing -60
        Cache-Control: max-age=10      | 160 | request max-age
        Cache-Control: min-fresh=1     | 160 | request min-fresh
        Cache-Control: no-cache        | 160 | request no-cache
        Cache-Control: max-stale       | 160 | stale -60
        """)
    void what_is_stale_is_used_while_it_is_renewed_for_as_long_as_it_says(String request, long age, String expected) {
        assertThat(judge(terms(-1, 60), age, request)).isEqualTo(expected);
        assertThat(judge(terms(-1, 60, Clause.NEVER_STALE), age, "X: y")).isEqualTo("stale");
        assertThat(judge(terms(-1, 60, Clause.VALIDATES_ALWAYS), age, "X: y")).isEqualTo("stale no-cache");
    }

    @Test
    void a_reload_of_what_is_immutable_needs_no_question_while_it_is_fresh() {
        assertThat(judge(terms(-1, -1, Clause.IMMUTABLE), 40, "Cache-Control: max-age=0")).isEqualTo("fresh 60");
        assertThat(judge(terms(-1, -1, Clause.IMMUTABLE), 100, "Cache-Control: max-age=0")).isEqualTo("request max-age");
        assertThat(judge(terms(-1, -1, Clause.IMMUTABLE), 40, "Cache-Control: no-cache")).isEqualTo("request no-cache");
    }

    @Test
    void must_revalidate_overrules_max_stale() {
        assertThat(judge(terms(-1, -1, Clause.NEVER_STALE), 500, "Cache-Control: max-stale")).isEqualTo("stale");
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
        var clauses = new ArrayList<Clause>();
        if (noCache) clauses.add(Clause.VALIDATES_ALWAYS);
        if (mustRevalidate) clauses.add(Clause.NEVER_STALE);
        var terms = terms(staleIfError, -1, clauses.toArray(Clause[]::new));
        var asked = Asked.of(Heads.fields(request));
        assertThat(Reuse.standsInForSilence(terms, age, asked, 24 * 3600)).isEqualTo(silence);
        assertThat(Reuse.standsInForError(terms, age, asked)).isEqualTo(error);
    }
}
