// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.FieldName;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementTest {
    private static final long NOW = Instant.parse("2026-11-22T12:00:00Z").getEpochSecond();
    private static final List<FieldName> TARGETS = List.of(FieldName.of("Branch-Cache-Control"), FieldName.CDN_CACHE_CONTROL);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        CDN-Cache-Control: max-age=60                                                                        | 60
        CDN-Cache-Control: max-age=60 / Cache-Control: max-age=1                                             | 60
        CDN-Cache-Control: max-age=1 / Cache-Control: max-age=60                                             | 1
        CDN-Cache-Control: max-age=60 / Cache-Control: no-store                                              | 60
        CDN-Cache-Control: max-age=60 / Expires: 0                                                           | 60
        CDN-Cache-Control: max-age=0 / Expires: Sun, 22 Nov 2026 13:00:00 GMT                                | 0
        CDN-Cache-Control: public / Expires: Sun, 22 Nov 2026 13:00:00 GMT                                   | 0
        CDN-Cache-Control: max-age=99999999999                                                               | 2147483648
        CDN-Cache-Control: max-age=-1 / Cache-Control: max-age=60                                            | 0
        CDN-Cache-Control: foobar, max-age=60                                                                | 60
        CDN-Cache-Control: no-store / Cache-Control: max-age=60                                              | forbidden
        CDN-Cache-Control: private / Cache-Control: max-age=60                                               | forbidden
        CDN-Cache-Control: no-store=?0, max-age=60                                                           | 60
        CDN-Cache-Control: max-age="60" / Cache-Control: no-store                                            | forbidden
        CDN-Cache-Control: max-age=60, &&& / Cache-Control: no-store                                         | forbidden
        CDN-Cache-Control: max-age / Cache-Control: max-age=7                                                | 7
        CDN-Cache-Control: X / Cache-Control: max-age=7                                                      | 7
        Branch-Cache-Control: max-age=5 / CDN-Cache-Control: max-age=60 / Cache-Control: max-age=1           | 5
        Branch-Cache-Control: ((( / CDN-Cache-Control: max-age=60 / Cache-Control: max-age=1                 | 60
        Other-Cache-Control: max-age=60 / Cache-Control: max-age=1                                           | 1
        """)
    void the_first_field_that_is_addressed_to_us_and_can_be_read_stands_for_all(String response, String expected) {
        var fields = Heads.fields(response);
        var stated = Statement.of(fields, TARGETS);
        boolean forbidden = stated.control().has("no-store") || stated.control().hasForAll("private");
        var lifetime = Freshness.of(200, fields, stated, TestSettings.heuristic("{}"), NOW).seconds();
        assertThat(forbidden ? "forbidden" : Long.toString(lifetime)).isEqualTo(expected);
    }

    /** A stored response, the field its terms were read from, the fields that are obeyed, and whether they would find the same terms. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        Cache-Control: max-age=60                                          | ``                   | ``                                       | true
        Cache-Control: max-age=60                                          | ``                   | CDN-Cache-Control                        | true
        CDN-Cache-Control: max-age=60                                      | ``                   | ``                                       | true
        CDN-Cache-Control: max-age=60                                      | ``                   | CDN-Cache-Control                        | false
        CDN-Cache-Control: (((                                             | ``                   | CDN-Cache-Control                        | true
        CDN-Cache-Control: max-age=60                                      | CDN-Cache-Control    | ``                                       | false
        CDN-Cache-Control: max-age=60                                      | CDN-Cache-Control    | cdn-cache-control                        | true
        CDN-Cache-Control: max-age=60 / Branch-Cache-Control: max-age=60   | CDN-Cache-Control    | Branch-Cache-Control, CDN-Cache-Control  | false
        CDN-Cache-Control: max-age=60 / Branch-Cache-Control: (((          | CDN-Cache-Control    | Branch-Cache-Control, CDN-Cache-Control  | true
        CDN-Cache-Control: max-age=60                                      | CDN-Cache-Control    | Branch-Cache-Control, CDN-Cache-Control  | true
        """)
    void a_stored_response_is_for_those_who_read_its_terms_from_the_same_field(String stored, String field, String obeyed, boolean alike) {
        var targets = Stream.of(obeyed.split(", *")).filter(name -> !name.isEmpty()).map(FieldName::of).toList();
        assertThat(Statement.isReadAlike(field, Heads.fields(stored), targets)).isEqualTo(alike);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        Cache-Control: no-cache="a, B", max-age=60        | a B  | false
        Cache-Control: private=x, no-cache="a"            | a x  | false
        Cache-Control: no-cache, no-cache="a"             | a    | true
        Cache-Control: no-cache=""                        |      | true
        Cache-Control: no-cache="a b"                     |      | true
        CDN-Cache-Control: no-cache="a"                   | a    | false
        """)
    void fields_named_by_no_cache_and_private_are_withheld_and_the_rest_is_not(String response, String withheld, boolean validatesAlways) {
        var stated = Statement.of(Heads.fields(response), TARGETS);
        assertThat(stated.withheld().stream().map(FieldName::text)).containsExactly(withheld == null ? new String[0] : withheld.split(" "));
        assertThat(stated.control().hasForAll("no-cache")).isEqualTo(validatesAlways);
    }
}
