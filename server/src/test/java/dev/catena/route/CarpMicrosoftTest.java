// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.testkit.Cases;
import dev.catena.testkit.Property;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors of the arithmetic in the scripts of ISA Server and TMG. */
class CarpMicrosoftTest {
    private static final List<Candidate> EQUAL = List.of(
        new Candidate("proxy1.example.com", 100), new Candidate("proxy2.example.com", 100), new Candidate("proxy3.example.com", 100));
    /** The CRC two times four bits a character, as the scripts have it. */
    private static final int[] BY_NIBBLE = {0, 0x10D01913, 0x21A03226, 0x31702B35, 0x4340644C, 0x53907D5F, 0x62E0566A, 0x72304F79, 0x8680C898, 0x9650D18B,
        0xA720FABE, 0xB7F0E3AD, 0xC5C0ACD4, 0xD510B5C7, 0xE4609EF2, 0xF4B087E1};

    @ParameterizedTest
    @CsvSource({"proxy1.example.com, e728e999", "proxy2.example.com, 91717bd2", "proxy3.example.com, bcb9f5eb", "PROXY3.Example.com, bcb9f5eb"})
    void members_have_these_hashes(String name, String hash) {
        assertThat(hex(CarpMicrosoft.hash(name, 0))).isEqualTo(hash);
    }

    @ParameterizedTest
    @CsvSource({
        "www.example.com, c25e65c8, 2 80b32ced 3 6cf9aeed 1 29f2f7a0",
        "ftp.example.org, 1056caa2, 3 be03bda1 1 8031c6fb 2 118c5134",
        "intranet, 1d74c9b9, 3 caceb2ad 2 5ba775f3 1 024533bd",
        "example.net, 43bcc0af, 2 d2a602ab 1 4413239a 3 0e604773",
        "192.0.2.10, f22b8aa8, 2 89edec80 3 7bd5f059 1 6fc02c0f",
        "xn--bcher-kva.example, 16faa97e, 1 bc4ccb37 3 84ff966c 2 60269e1f"})
    void hosts_have_these_hashes_scores_and_owners(String host, String hash, String ranked) {
        assertThat(hex(CarpMicrosoft.hash(host, 0))).isEqualTo(hash);
        var scores = CarpMicrosoft.of(EQUAL).scores("http://" + host + "/some/path?query");
        var order = IntStream.range(0, 3).boxed().sorted((one, other) -> Double.compare(scores[other], scores[one])).toList();
        var expected = ranked.split(" ");
        for (int i = 0; i < 3; i++) {
            assertThat(order.get(i) + 1).isEqualTo(Integer.parseInt(expected[2 * i]));
            assertThat((long) scores[order.get(i)]).isEqualTo(Long.parseLong(expected[2 * i + 1], 16));
        }
        // a tunnel, another port and another scheme go where the host goes
        for (var key : List.of(host + ":443", "http://" + host + ":8080/", "ftp://" + host + "/x")) assertThat(CarpMicrosoft.of(EQUAL).scores(key)).isEqualTo(scores);
    }

    @Property(tries = 2000)
    void the_hash_is_the_one_by_table(Cases cases) {
        var host = cases.url().replaceFirst("^[a-z]+://", "").replaceFirst("[:/?#].*", "");
        int hash = 0;
        for (int c : host.toLowerCase().chars().toArray()) {
            hash = hash >>> 4 ^ BY_NIBBLE[(hash ^ c) & 15];
            hash = hash >>> 4 ^ BY_NIBBLE[(hash ^ c >>> 4) & 15];
        }
        assertThat(CarpMicrosoft.hash(host, 0)).isEqualTo(hash);
    }

    @Test
    void loads_are_followed_and_nothing_is_owned_without_one() {
        var loaded = CarpMicrosoft.of(List.of(new Candidate("alpha", 10), new Candidate("bravo", 0), new Candidate("charlie", 30)));
        var owned = new int[3];
        for (int i = 0; i < 20_000; i++) owned[Ownership.best(loaded.scores("http://h%d.example/".formatted(i)), _ -> true)]++;
        assertThat(owned[1]).isZero();
        assertThat(owned[2]).as(Arrays.toString(owned)).isBetween(2 * owned[0], 4 * owned[0]);
    }

    private static String hex(int number) {
        return HexFormat.of().toHexDigits(number);
    }
}
