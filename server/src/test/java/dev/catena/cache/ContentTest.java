// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catena.http.BodyLength;
import dev.catena.http.RequestHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentTest {
    private static final String A = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
    private static final String B = "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d";

    private static RequestHead query(String fields, BodyLength body) {
        var head = Heads.request("QUERY", fields);
        return new RequestHead(head.method(), head.rawTarget(), head.target(), head.version(), head.headers(), body);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Content-Type: application/json | ''",
        "content-type: application/x-www-form-urlencoded; charset=utf-8 | ''",
        "Accept: */* | query without a media type",
        "Content-Type: | query without a media type",
        "Content-Type: json | query without a media type",
        "Content-Type: a/b c | query without a media type",
        "Content-Type: a/b / Content-Type: a/b | query without a media type"})
    void only_what_has_a_media_type_is_read(String fields, String why) {
        var refused = Content.refused(query(fields, BodyLength.CHUNKED), 1000);
        assertThat(refused.map(Content::why).orElse("")).isEqualTo(why);
    }

    @Test
    void what_is_announced_as_too_large_is_not_read() {
        assertThat(Content.refused(query("Content-Type: a/b", new BodyLength.Exactly(1000)), 1000)).isEmpty();
        assertThat(Content.refused(query("Content-Type: a/b", new BodyLength.Exactly(1001)), 1000)).isPresent();
        assertThat(Content.refused(query("Content-Type: a/b", BodyLength.NONE), 0)).isPresent();
    }

    @Test
    void a_key_is_that_of_one_question() {
        var json = Heads.fields("Content-Type: application/json");
        var key = Keys.ofQuery("http://origin.test/page", A, json);
        assertThat(key).isEqualTo(Keys.ofQuery("http://origin.test/page", A, Heads.fields("content-type: application/json / Accept: text/html")))
            .isNotEqualTo(Keys.ofQuery("http://origin.test/page", B, json))
            .isNotEqualTo(Keys.ofQuery("http://origin.test/page2", A, json))
            .isNotEqualTo(Keys.ofQuery("http://origin.test/page", A, Heads.fields("Content-Type: application/xml")))
            .isNotEqualTo(Keys.ofQuery("http://origin.test/page", A, Heads.fields("Content-Type: application/json / Content-Encoding: gzip")));
        assertThat(Keys.uri(key)).isEqualTo("http://origin.test/page");
        assertThat(Keys.origin(key)).isEqualTo("http://origin.test");
        assertThat(Keys.contentDigest(key)).isEqualTo(A);
        assertThat(Keys.contentDigest("http://origin.test/page")).isEmpty();
        assertThat(Inquiry.of(Heads.get("")).key()).isEqualTo(Heads.TARGET.uri());
        assertThat(new Inquiry(Heads.request("QUERY", "Content-Type: application/json"), Content.of(A), null).key()).isEqualTo(Keys.ofQuery(Heads.TARGET.uri(), A, json));
    }

    @Test
    void a_digest_is_a_digest() {
        assertThatThrownBy(() -> Content.of("abc")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("SHA-256");
    }
}
