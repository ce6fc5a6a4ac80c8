// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoggedUrlTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // target                        | destination       | redacted                       | kept
        "http://a.test/p                 | a.test:80         | http://a.test/p                | http://a.test/p",
        "http://a.test/p?q=1?2           | a.test:80         | http://a.test/p?…              | http://a.test/p?q=1?2",
        "http://a.test/p?                | a.test:80         | http://a.test/p?               | http://a.test/p?",
        "http://a.test?q                 | a.test:80         | http://a.test?…                | http://a.test?q",
        "http://a.test/p#secret          | a.test:80         | http://a.test/p#…              | http://a.test/p#secret",
        "http://u:p@a.test/p@q           | a.test:80         | http://a.test/p@q              | http://a.test/p@q",
        "http://u@x:p@a.test:81          | a.test:81         | http://a.test:81               | http://a.test:81",
        "http://u:p@a.test?x@y           | a.test:80         | http://a.test?…                | http://a.test?x@y",
        "u:p@a.test:443                  | a.test:443        | a.test:443                     | a.test:443",
        "//u:p@a.test/x                  | ''                | //a.test/x                     | //a.test/x",
        "a.test:443                      | a.test:443        | a.test:443                     | a.test:443",
        "[::1]:443                       | [::1]:443         | [::1]:443                      | [::1]:443",
        "/p?q                            | a.test:80         | http://a.test/p?…              | http://a.test/p?q",
        "/p                              | a.test:8080       | http://a.test:8080/p           | http://a.test:8080/p",
        "/p@x                            | ''                | /p@x                           | /p@x",
        "*                               | a.test:80         | *                              | *",
        "''                              | ''                | ''                             | ''",
        "@                               | ''                | ''                             | ''",
    })
    void no_user_is_written_and_the_query_only_where_asked(String target, String destination, String redacted, String kept) {
        var exchange = Exchanges.fetched(e -> {
            e.target = target;
            e.destination = destination;
        });
        assertThat(LoggedUrl.of(exchange, QueryText.REDACT, "…")).isEqualTo(redacted);
        assertThat(LoggedUrl.of(exchange, QueryText.KEEP, "…")).isEqualTo(kept);
    }
}
