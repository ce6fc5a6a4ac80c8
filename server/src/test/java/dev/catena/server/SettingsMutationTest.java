// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.settings.EffectiveSettings;
import dev.catena.settings.Fault;
import dev.catena.settings.Origin;
import dev.catena.settings.Reading;
import dev.catena.settings.SettingsReader;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** However a file is damaged, reading it ends in settings or in faults with a place, never in an exception. */
class SettingsMutationTest {

    private static final int CASES = 1000;
    private static final String ALPHABET = " \t\n\r:-[]{}#&*!|>'\"%@`,?~.0159aezAKMB/\\\u0000\u0007\u0085\u00e4\u2028\uD83D\uDE00\uD83D\uFEFF";
    private static final SettingsReader<ProxySettings> READER = SettingsReader.of(ProxySettings.class);

    @Test
    void a_damaged_file_is_read_or_refused_in_words() {
        var seeds = new SplittableRandom(7);
        for (var i = 0; i < CASES; i++) {
            var seed = seeds.nextLong();
            var text = damaged(ProxySettingsTest.FULL, new SplittableRandom(seed));
            try {
                verify(text, READER.read("catena.yaml", text, List.of()));
            } catch (RuntimeException | StackOverflowError | AssertionError failure) {
                throw new AssertionError("seed %d:\n%s".formatted(seed, text), failure);
            }
        }
    }

    @Test
    void a_damaged_override_is_applied_or_refused_in_words() {
        var seeds = new SplittableRandom(8);
        for (var i = 0; i < CASES; i++) {
            var random = new SplittableRandom(seeds.nextLong());
            var override = damaged(oneOf(List.of("cache.memory=1GiB", "listeners.clients.address=127.0.0.1:1", "policy[1].match.port=[1, 2]",
                "dns.hosts[\"a.example\"]=10.0.0.1", "console=off", "name=x"), random), random);
            try {
                verify(ProxySettingsTest.FULL, READER.read("catena.yaml", ProxySettingsTest.FULL, List.of(override)));
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError(override, failure);
            }
        }
    }

    private static void verify(String text, Reading<ProxySettings> reading) {
        switch (reading) {
            case Reading.Usable<ProxySettings>(var settings, var faults) -> {
                assertThat(faults).noneMatch(Fault::isError);
                var printed = EffectiveSettings.yaml(settings);
                assertThat(READER.read("printed", printed, List.of())).isInstanceOfSatisfying(Reading.Usable.class,
                    again -> assertThat(again.value()).isEqualTo(settings));
            }
            case Reading.Faulty<ProxySettings>(var faults) -> assertThat(faults).anyMatch(Fault::isError).allSatisfy(fault -> hasPlace(text, fault));
        }
    }

    private static void hasPlace(String text, Fault fault) {
        var origin = fault.origin();
        var lines = text.split("\r\n|\n|\r", -1);
        assertThat(origin.line()).isBetween(1, lines.length);
        if (!origin.file().equals(Origin.SET)) {
            var line = lines[origin.line() - 1];
            assertThat(origin.column()).isBetween(1, line.length() + 1);
        }
        assertThat(fault.happened()).isNotBlank();
        assertThat(fault.toString()).isNotBlank();
    }

    private static String damaged(String text, RandomGenerator random) {
        var damaged = new StringBuilder(text);
        for (var i = random.nextInt(1, 5); i > 0 && !damaged.isEmpty(); i--) {
            var at = random.nextInt(damaged.length());
            var end = Math.min(damaged.length(), at + random.nextInt(1, 12));
            switch (random.nextInt(5)) {
                case 0 -> damaged.delete(at, end);
                case 1 -> damaged.insert(at, damaged.substring(at, end));
                case 2 -> damaged.setCharAt(at, character(random));
                case 3 -> damaged.insert(at, character(random));
                case 4 -> damaged.insert(random.nextInt(damaged.length()), damaged.substring(at, end));
                default -> throw new IllegalStateException();
            }
        }
        return damaged.toString();
    }

    private static char character(RandomGenerator random) {
        return ALPHABET.charAt(random.nextInt(ALPHABET.length()));
    }

    private static String oneOf(List<String> all, RandomGenerator random) {
        return all.get(random.nextInt(all.size()));
    }
}
