// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EffectiveSettingsTest {

    private static final SettingsReader<Sample> READER = SettingsReader.of(Sample.class);

    @Test
    void every_key_is_printed_with_the_value_in_force() {
        assertThat(EffectiveSettings.yaml(sample("""
            title: yes
            hosts: {a.example: 10.0.0.1, b: "fc00::1"}
            doors: [{name: back, pass: {age: 7}}, {name: front}]
            lamp: off
            """))).isEqualTo("""
            title: yes
            count: 3
            quiet: false
            wait: 20s
            room: 64KiB
            share: 10%
            address: 127.0.0.1:3128
            password: "****"
            colour: deep-red
            numbers: [1, 2]
            hosts:
              a.example: [10.0.0.1]
              b: [fc00:0:0:0:0:0:0:1]
            doors:
              - name: back
                pass:
                  age: [7]
              - name: front
                pass: any
            notes: []
            lamp: off
            """);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{}",
        "{title: 'true', count: 7, quiet: true, wait: 30m, room: 1500B, address: '[::1]:80'}",
        "{title: ' #: *x ', lamp: {bright: 5%}, numbers: 7}",
        "{title: \"\\tline\\nline\\u0007\\u0085\\u2028 'x' \\\"y\\\" \\\\\", notes: [{text: '-'}, {text: 'a: b'}, {text: '{'}]}",
        "{title: '7', hosts: {'a b': 10.0.0.1, '7': [], '*': '::1'}, doors: []}",
        "{title: '1e3'}", "{title: '~'}", "{title: '---'}", "{title: '%x'}", "{title: '-1'}", "{title: '.5'}", "{title: '.inf'}", "{title: '@'}"})
    void what_is_printed_is_read_back_to_equal_settings(String text) {
        var sample = sample(text);
        var printed = EffectiveSettings.yaml(sample).replace("\"****\"", "env:SAMPLE_PASSWORD");
        assertThat(sample(printed)).isEqualTo(sample);
    }

    private static Sample sample(String text) {
        return switch (READER.read("catena.yaml", text, List.of())) {
            case Reading.Usable<Sample>(var value, _) -> value;
            case Reading.Faulty<Sample>(var faults) -> throw new AssertionError(text + "\n" + faults);
        };
    }
}
