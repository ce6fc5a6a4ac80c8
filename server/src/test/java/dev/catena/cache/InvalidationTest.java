// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvalidationTest {
    private static final String OWN = "http://origin.test/page";

    @ParameterizedTest
    @CsvSource({"POST, 200, true", "PUT, 204, true", "DELETE, 302, true", "M-SEARCH, 200, true", "PATCH, 399, true",
        "POST, 400, false", "POST, 500, false", "GET, 200, false", "HEAD, 200, false", "OPTIONS, 200, false"})
    void successful_unsafe_requests_invalidate_their_uri(String method, int status, boolean invalidates) {
        var uris = Invalidation.of(Method.of(method), Heads.TARGET, Heads.response(status, ""));
        assertThat(uris.contains(OWN)).isEqualTo(invalidates);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        /other?a=b                     | http://origin.test/other?a=b
        other                          | http://origin.test/other
        http://origin.test/x           | http://origin.test/x
        HTTP://ORIGIN.test:80/x#part   | http://origin.test/x
        //origin.test/y                | http://origin.test/y
        http://origin.test             | http://origin.test/
        """)
    void so_are_locations_of_the_same_origin(String reference, String uri) {
        assertThat(Invalidation.of(Method.POST, Heads.TARGET, Heads.response(201, "Location: " + reference))).containsExactly(OWN, uri);
        assertThat(Invalidation.of(Method.POST, Heads.TARGET, Heads.response(201, "Content-Location: " + reference))).containsExactly(OWN, uri);
    }

    @ParameterizedTest
    @CsvSource({"http://other.test/x", "https://origin.test/x", "http://origin.test:8080/x", "mailto:a@b", "http://[bad", "'not a uri'"})
    void another_origin_cannot_be_harmed(String reference) {
        assertThat(Invalidation.of(Method.POST, Heads.TARGET, Heads.response(201, "Location: " + reference))).containsExactly(OWN);
    }

    @Test
    void both_fields_count() {
        var response = Heads.response(201, "Location: /a / Content-Location: /b");
        assertThat(Invalidation.of(Method.PUT, Heads.TARGET, response)).hasSize(3);
    }
}
