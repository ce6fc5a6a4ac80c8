// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.catena.testkit.Cases;
import dev.catena.testkit.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RendezvousTest {
    private static final int KEYS = 100_000;
    private static final List<Candidate> WEIGHTED = List.of(
        new Candidate("hq1.corp.example:8080", 10), new Candidate("hq2.corp.example:8080", 20),
        new Candidate("hq3.corp.example:8080", 30), new Candidate("hq4.corp.example:8080", 40));

    /** Vectors of the authors, for octets 0, 1, 2… under the key 0, 1, 2… 15. */
    @ParameterizedTest
    @CsvSource({"0, 726fdb47dd0e0e31", "1, 74f839c593dc67fd", "2, 0d6c8009d9a94f5a", "3, 85676696d7fb7e2d", "7, ab0200f58b01d137",
        "8, 93f5f5799a932462", "15, a129ca6149be45e5"})
    void siphash_is_the_one_of_its_authors(int length, String hash) {
        var octets = new byte[length];
        for (int i = 0; i < length; i++) octets[i] = (byte) i;
        assertThat(new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L).of(octets)).isEqualTo(Long.parseUnsignedLong(hash, 16));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void every_member_gets_its_share(int weight) {
        var equal = IntStream.range(0, 5).mapToObj(i -> new Candidate("10.0.0." + i + ":3128", weight)).toList();
        assertThat(shares(equal)).containsExactly(new double[] {0.2, 0.2, 0.2, 0.2, 0.2}, within(0.006));
        assertThat(shares(WEIGHTED)).containsExactly(new double[] {0.1, 0.2, 0.3, 0.4}, within(0.006));
        assertThat(shares(List.of(new Candidate("a", 0), new Candidate("b", 1), new Candidate("c", 99))))
            .containsExactly(new double[] {0, 0.01, 0.99}, within(0.002));
    }

    @Property(tries = 1000)
    void losing_a_member_moves_only_that_members_urls(Cases cases) {
        var hash = new SipHash(cases.number(Long.MIN_VALUE, Long.MAX_VALUE), 7);
        var all = IntStream.range(0, cases.integer(2, 12)).mapToObj(i -> new Candidate("m" + i, cases.integer(1, 100))).toList();
        int lost = cases.integer(0, all.size() - 1);
        var rest = new ArrayList<>(all);
        rest.remove(lost);
        var url = cases.url();
        int heir = Ownership.best(Rendezvous.of(hash, all).scores(url), i -> i != lost);
        assertThat(rest.get(owner(Rendezvous.of(hash, rest), url)).name()).isEqualTo(all.get(heir).name());
    }

    @Property(tries = 1000)
    void the_order_of_the_members_decides_nothing(Cases cases) {
        var url = cases.url();
        var shuffled = cases.shuffled(WEIGHTED);
        var hash = SipHash.named("head-office");
        assertThat(shuffled.get(owner(Rendezvous.of(hash, shuffled), url))).isEqualTo(WEIGHTED.get(owner(Rendezvous.of(hash, WEIGHTED), url)));
    }

    @Test
    void upstreams_of_other_names_divide_the_urls_differently() {
        var one = Rendezvous.of(SipHash.named("head-office"), WEIGHTED);
        var other = Rendezvous.of(SipHash.named("branch"), WEIGHTED);
        long same = IntStream.range(0, KEYS).mapToObj(RendezvousTest::key).filter(key -> owner(one, key) == owner(other, key)).count();
        assertThat((double) same / KEYS).isCloseTo(0.01 + 0.04 + 0.09 + 0.16, within(0.01));
    }

    /** Vectors of ours: whoever computes them otherwise sends requests to another owner. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        http://www.example.com/                | 3241 | 1193.90109177916
        http://www.example.com/index.html      | 3421 | 7617.72037698915
        http://intranet/                       | 3421 | 25.5122752726991
        http://example.net/img/logo.gif?v=1    | 4213 | 118.264482321136
        http://example.net/img/logo.gif?v=2    | 3421 | 268.095945194209
        http://192.0.2.10/a                    | 2413 | 72.3974007120817
        http://xn--bcher-kva.example/caf%C3%A9 | 4231 | 29.7820268270342
        www.example.com:443                    | 2413 | 60.8133986506514
        mail.example.com:443                   | 2341 | 102.166564628757
        """)
    void owners_stay_what_they_were(String key, String members, double score) {
        var scores = Rendezvous.of(SipHash.named("head-office"), WEIGHTED).scores(key);
        var ranked = IntStream.range(0, scores.length).boxed()
            .sorted((one, other) -> Double.compare(scores[other], scores[one])).map(i -> String.valueOf(i + 1)).collect(Collectors.joining());
        assertThat(ranked).isEqualTo(members);
        assertThat(scores[Ownership.best(scores, _ -> true)]).isCloseTo(score, Percentage.withPercentage(1e-10));
    }

    private static double[] shares(List<Candidate> candidates) {
        var rendezvous = Rendezvous.of(SipHash.named("head-office"), candidates);
        var shares = new double[candidates.size()];
        for (int i = 0; i < KEYS; i++) shares[owner(rendezvous, key(i))] += 1.0 / KEYS;
        return shares;
    }

    private static String key(int number) {
        return "http://h%d.example/p/%d".formatted(number % 97, number);
    }

    private static int owner(Ownership ownership, String key) {
        return Ownership.best(ownership.scores(key), _ -> true);
    }
}
