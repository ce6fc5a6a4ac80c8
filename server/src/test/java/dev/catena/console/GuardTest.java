// SPDX-License-Identifier: Apache-2.0
package dev.catena.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
    private final Guard guard = new Guard("console.corp.example", () -> "branch7");

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:3129", "127.0.0.1", "10.0.0.7:3129", "[::1]:3129", "[fe80::1]", "localhost:3129", "LocalHost",
        "console.corp.example:3129", "branch7:3129"})
    void its_own_names_and_addresses_are_served(String host) {
        assertThat(guard.refused("GET", URI.create("/"), fields("Host", host))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:3129", "127.0.0.1.evil.example", "localhost.evil.example", "", ":3129", "[::1", "[]:1",
        "evil.example:@127.0.0.1", "127.0.0.1@evil.example"})
    void any_other_name_may_be_rebound_and_is_refused(String host) {
        assertThat(guard.refused("GET", URI.create("/"), fields("Host", host))).map(Answer::status).contains(421);
    }

    @Test
    void no_host_and_two_hosts_are_refused() {
        assertThat(guard.refused("GET", URI.create("/"), new Headers())).map(Answer::status).contains(421);
        var two = fields("Host", "127.0.0.1");
        two.add("Host", "evil.example");
        assertThat(guard.refused("GET", URI.create("/"), two)).map(Answer::status).contains(421);
    }

    @Test
    void the_target_counts_before_the_host() {
        assertThat(guard.refused("GET", URI.create("http://evil.example/"), fields("Host", "127.0.0.1"))).map(Answer::status).contains(421);
        assertThat(guard.refused("GET", URI.create("//evil.example/"), fields("Host", "127.0.0.1"))).map(Answer::status).contains(421);
        assertThat(guard.refused("GET", URI.create("http://127.0.0.1:3129/"), fields("Host", "evil.example"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Origin, http://127.0.0.1:3129", "Origin, null", "Origin, http://evil.example", "Sec-Fetch-Site, cross-site", "Sec-Fetch-Site, same-site"})
    void what_a_page_sends_is_refused(String name, String value) {
        var fields = fields("Host", "127.0.0.1");
        fields.add(name, value);
        fields.add(Guard.COMMAND_FIELD, "reload");
        assertThat(guard.refused("GET", URI.create("/"), fields)).map(Answer::status).contains(403);
        assertThat(guard.refused("POST", URI.create("/"), fields)).map(Answer::status).contains(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "same-origin"})
    void what_a_person_opens_is_served(String site) {
        var fields = fields("Host", "127.0.0.1");
        fields.add("Sec-Fetch-Site", site);
        assertThat(guard.refused("GET", URI.create("/"), fields)).isEmpty();
    }

    @Test
    void a_command_needs_its_field() {
        var fields = fields("Host", "127.0.0.1");
        assertThat(guard.refused("POST", URI.create("/api/v1/reload"), fields)).map(Answer::status).contains(403);
        fields.add(Guard.COMMAND_FIELD, "reload");
        assertThat(guard.refused("POST", URI.create("/api/v1/reload"), fields)).isEmpty();
    }

    private static Headers fields(String name, String value) {
        var fields = new Headers();
        fields.add(name, value);
        return fields;
    }
}
