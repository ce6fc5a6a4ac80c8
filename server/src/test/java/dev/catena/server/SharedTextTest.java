// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.settings.Fault;
import dev.catena.settings.Reading;
import dev.catena.settings.SettingsReader;
import dev.catena.settings.SharedText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an array agreed on, laid over the file of a member. */
class SharedTextTest {
    private static final String FILE = """
        policy: [{name: own, match: any, do: allow}]
        cache: {memory: 64MiB, stale-max: 1h}
        upstreams:
          - {name: hq, members: ['hq1.example:8080'], select: failover, credentials: {user: branch, password: 'env:HQ', schemes: [ntlm]}}
          - {name: local, members: ['127.0.0.1:9000']}
        routes: [{name: all, to: hq}]
        """;

    private static Reading<ProxySettings> read(String shared, String... overrides) {
        return SettingsReader.of(ProxySettings.class).read("catena.yaml", FILE, new SharedText("shared settings, epoch 7", shared), List.of(overrides));
    }

    private static ProxySettings usable(String shared, String... overrides) {
        return switch (read(shared, overrides)) {
            case Reading.Usable<ProxySettings>(var settings, _) -> settings;
            case Reading.Faulty<ProxySettings>(var faults) -> throw new AssertionError(faults.toString());
        };
    }

    @Test
    void what_is_shared_counts_and_the_rest_stays() {
        var settings = usable("""
            policy: [{name: no, match: any, do: deny}]
            cache: {stale-max: 2h, presets: [debian]}
            """);
        assertThat(settings.policy()).extracting(rule -> rule.name()).containsExactly("no");
        assertThat(settings.cache().staleMax()).hasHours(2);
        assertThat(settings.cache().presets()).hasSize(1);
        assertThat(settings.cache().memory()).hasToString("64MiB");
        assertThat(settings.routes()).hasSize(1);
    }

    @Test
    void upstreams_are_laid_over_each_other_by_name_and_keep_their_credentials() {
        var settings = usable("""
            upstreams:
              - {name: backup, members: ['b.example:8080']}
              - {name: hq, members: ['hq2.example:8080', 'hq3.example:8080'], select: rendezvous}
            routes: [{name: all, to: hq, backup: backup}]
            """);
        assertThat(settings.upstreams()).extracting(upstream -> upstream.name()).containsExactly("backup", "hq", "local");
        var hq = settings.upstreams().get(1);
        assertThat(hq.members()).hasSize(2);
        assertThat(hq.credentials().user()).isEqualTo("branch");
        assertThat(hq.select().name()).isEqualTo("RENDEZVOUS");
    }

    @Test
    void the_command_line_counts_before_both() {
        assertThat(usable("cache: {stale-max: 2h}", "cache.stale-max=3h").cache().staleMax()).hasHours(3);
    }

    @Test
    void nothing_but_comments_changes_nothing() {
        assertThat(usable("# nothing\n")).isEqualTo(usable(""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        listeners: []                                                        | shared settings, epoch 7:1:1: listeners: is each machine's own and cannot be shared; leave it to the settings file of each member
        cache: {memory: 1GiB}                                                | shared settings, epoch 7:1:9: cache.memory: is each machine's own
        upstreams: [{name: hq, credentials: none}]                           | shared settings, epoch 7:1:24: upstreams[0].credentials: is each machine's own
        array: {address: '10.0.0.1:1'}                                       | array.address: is each machine's own
        identity: {accounts: 'file:/x'}                                      | identity.accounts: is each machine's own
        policy: [{name: a, match: any, do: alow}]                            | shared settings, epoch 7:1:36: policy[0].do: 'alow' is not known here
        polcy: []                                                            | shared settings, epoch 7:1:1: polcy: unknown key; did you mean 'policy'?
        routes: [{name: r, to: nowhere}]                                     | routes[0].to
        [1]                                                                  | shared settings, epoch 7:1:1: not keys and values
        a: b: c                                                              | not valid YAML
        """)
    void what_cannot_be_shared_or_is_wrong_is_a_fault_with_its_place(String shared, String fault) {
        var reading = read(shared);
        assertThat(reading).isInstanceOf(Reading.Faulty.class);
        assertThat(reading.faults().stream().map(Fault::sentence).toList().toString()).contains(fault);
    }
}
