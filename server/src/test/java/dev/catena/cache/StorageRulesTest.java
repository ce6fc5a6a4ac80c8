// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.CacheControl;
import dev.catena.settings.Percent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StorageRulesTest {
    private static final HeuristicSettings TENTH = TestSettings.heuristic("{}");
    private static final long NOW = Instant.parse("2026-11-22T12:00:00Z").getEpochSecond();

    private static String judge(String method, String requestFields, int status, String responseFields, NotKept... left) {
        var notKept = List.of(left);
        var request = Heads.request(method, requestFields);
        var response = Heads.response(status, responseFields);
        var stated = Statement.of(response.headers(), List.of());
        var freshness = Freshness.of(status, response.headers(), stated, TENTH, NOW);
        return switch (StorageRules.judge(request, CacheControl.of(request.headers()), response, stated.control(), () -> freshness, notKept)) {
            case StorageRules.Verdict.Store() -> "store";
            case StorageRules.Verdict.Leave(var reason) -> reason;
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 203, 204, 299, 301, 302, 303, 400, 404, 410, 499, 500, 503, 504, 599})
    void any_final_status_is_stored_with_an_explicit_lifetime(int status) {
        assertThat(judge("GET", "", status, "Cache-Control: max-age=60")).isEqualTo("store");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        Cache-Control: max-age=60                              | store
        Cache-Control: max-age=60 / Set-Cookie: a=b            | store
        Last-Modified: Sun, 22 Nov 2026 11:00:00 GMT           | store
        Last-Modified: Sun, 22 Nov 2026 11:00:00 GMT / Set-Cookie: a=b | set-cookie without lifetime
        ETag: "1"                                              | store
        Cache-Control: no-cache / ETag: "1"                    | store
        Cache-Control: max-age=0 / ETag: "1"                   | store
        Cache-Control: max-age=0                               | stale at once
        X: y                                                   | no lifetime
        Cache-Control: no-store, max-age=60                    | no-store
        Cache-Control: NO-STORE, max-age=60                    | no-store
        Cache-Control: max-age=60 / Cache-Control: no-store    | no-store
        Cache-Control: private, max-age=60                     | private
        Cache-Control: private="set-cookie", max-age=60        | store
        Cache-Control: private="set cookie", max-age=60        | private
        Cache-Control: private="", max-age=60                  | private
        Cache-Control: no-store, must-understand, max-age=60   | store
        Cache-Control: max-age=60 / Vary: *                    | vary *
        Cache-Control: max-age=60 / Vary: Accept, , *          | vary *
        Cache-Control: max-age=60 / Vary: Accept               | store
        Cache-Control: max-age=60 / Content-Range: bytes 0-1/2 | store
        Cache-Control: max-age=60 / Pragma: no-cache           | store
        """)
    void a_200_is_stored_unless_something_forbids_it(String fields, String expected) {
        assertThat(judge("GET", "", 200, fields)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"404, ETag: x, no lifetime", "403, 'Last-Modified: Sun, 22 Nov 2026 11:00:00 GMT', status without lifetime",
        "206, Cache-Control: max-age=60, partial", "304, Cache-Control: max-age=60, 304 without a stored response",
        "599, 'Cache-Control: max-age=60, must-understand', status not understood"})
    void some_statuses_are_not_stored(int status, String fields, String expected) {
        assertThat(judge("GET", "", status, fields)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"HEAD", "POST", "PUT", "M-SEARCH"})
    void only_answers_to_get_are_stored(String method) {
        assertThat(judge(method, "", 200, "Cache-Control: max-age=60")).isEqualTo("method");
    }

    @ParameterizedTest
    @CsvSource({"max-age=60, authorization", "'max-age=60, public', store", "'max-age=60, must-revalidate', store", "s-maxage=60, store",
        "'max-age=60, proxy-revalidate', authorization"})
    void answers_to_credentials_are_stored_only_where_the_origin_permits_it(String control, String expected) {
        assertThat(judge("GET", "Authorization: Basic eDp5", 200, "Cache-Control: " + control)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"Cache-Control: no-store, request no-store", "Cookie: a=b, store", "Cache-Control: no-cache, store"})
    void the_request_has_a_say(String fields, String expected) {
        assertThat(judge("GET", fields, 200, "Cache-Control: max-age=60")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Content-Location: /page                        / Cache-Control: max-age=60 | store
        Content-Location: http://origin.test/page      / Cache-Control: max-age=60 | store
        Content-Location: /other                       / Cache-Control: max-age=60 | method
        Content-Location: http://elsewhere.test/page   / Cache-Control: max-age=60 | method
        Content-Location: /page                        / ETag: "1"                 | method
        Content-Location: /page                        / Cache-Control: no-store   | method
        X: y                                           / Cache-Control: max-age=60 | method
        """)
    void a_post_brings_what_a_get_would_if_it_says_so(String fields, String expected) {
        assertThat(judge("POST", "", 200, fields)).isEqualTo(expected);
        assertThat(judge("POST", "", 201, fields)).isEqualTo("method");
    }

    @Test
    void the_cautious_leave_what_others_keep() {
        assertThat(judge("GET", "", 200, "Cache-Control: max-age=60 / Set-Cookie: a=b")).isEqualTo("store");
        assertThat(judge("GET", "", 200, "Cache-Control: max-age=60 / Set-Cookie: a=b", NotKept.SET_COOKIE)).isEqualTo("not-kept set-cookie");
        assertThat(judge("GET", "Cookie: a=b", 200, "Cache-Control: max-age=60", NotKept.COOKIE)).isEqualTo("not-kept cookie");
        assertThat(judge("GET", "Authorization: Basic eDp5", 200, "Cache-Control: public, max-age=60", NotKept.AUTHORIZATION)).isEqualTo("not-kept authorization");
    }
}
