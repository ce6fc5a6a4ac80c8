// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.catena.testkit.Cases;
import dev.catena.testkit.Property;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors of the draft's arithmetic, and of what Squid 5.7 chose on the same machines for the same URLs. */
class CarpTest {
    private static final List<Candidate> EQUAL = List.of(
        new Candidate("proxy1.example.com", 100), new Candidate("proxy2.example.com", 100), new Candidate("proxy3.example.com", 100));
    private static final List<Candidate> WEIGHTED = List.of(
        new Candidate("alpha", 10), new Candidate("bravo", 20), new Candidate("charlie", 30), new Candidate("delta", 40));

    @ParameterizedTest
    @CsvSource({
        "proxy1.example.com, 3b6c1045, 0fdd6087", "proxy2.example.com, 799266f6, 808944a1", "proxy3.example.com, 41c0fe2a, d790eaab",
        "alpha, 00871089, f2c69b1e", "bravo, 14b722dd, 21c160cf", "charlie, c9aadd4f, 8f4109bc", "delta, 0a5f3ecd, 55c8b181"})
    void members_have_these_hashes(String name, String raw, String spread) {
        assertThat(hex(CarpDraft.hash(0, name))).isEqualTo(raw);
        assertThat(hex(CarpDraft.memberHash(name))).isEqualTo(spread);
        assertThat(hex(CarpDraft.memberHash(name.toUpperCase()))).isEqualTo(spread);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        1 2         | 0.816496611 1.224744916
        100 100 50  | 1.088866830 1.088866830 0.843432665
        1 999       | 0.044721361 22.360679626
        10 20 30 40 | 0.795270741 0.958357811 1.086675644 1.207417369
        7 7 7 7 7   | 1 1 1 1 1
        5 0 5       | 1 0 1
        """)
    void load_factors_are_in_single_precision(String loads, String factors) {
        var expected = Arrays.stream(factors.split(" ")).mapToDouble(Double::parseDouble).toArray();
        assertThat(LoadFactors.draft(candidates(loads))).containsExactly(expected, within(1.3e-7 * max(expected)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        1 2         | 0.816496581 1.224744871
        100 100 50  | 1.088866889 1.088866889 0.843432665
        1 999       | 0.044721360 22.360679775
        10 20 30 40 | 0.795270729 0.958357797 1.086675600 1.207417333
        1 1999      | 0 Infinity
        """)
    void squid_counts_in_double_precision_and_not_below_a_thousandth(String loads, String factors) {
        var expected = Arrays.stream(factors.split(" ")).mapToDouble(Double::parseDouble).toArray();
        assertThat(LoadFactors.squid(candidates(loads))).containsExactly(expected, within(6e-10));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        http://www.example.com/ | a31b69fa | 2 a85fa59e 1 99c36b7f 3 68d49587 | d 8049cda8 2598748985.8 a 5b0a6261 1214702237.9 c 3c904366 1104157382.4 b 03d67e9b 61707473.1 | 2 | b
        http://www.example.com/index.html | 9c1505be | 3 ebd730a9 1 b6c2e6bc 2 2b54755f | b 80d0c56e 2071169979.1 c 599229df 1633003060.2 a 781015da 1601929805.9 d 03546b9f 67451431.1 | 1 | d
        http://www.example.com/Index.html | 1fe159e3 | 3 d61504ee 2 498dd7a3 1 3b07a0b4 | c 9b5690c9 2832030530.3 a b9ce3d2c 2479098266.7 b 7108f602 1817441873.3 d 21900545 679880594.4 | 2 | d
        http://www.example.com:8080/a/b?c=d&e=f | d01f99ff | 3 ef1234e4 1 ba007e83 2 2e93268c | c b654efa0 3324162044.9 a d4c49643 2838840793.3 b 2409f79f 579454741.5 d 0696710e 133446948.8 | 2 | d
        ftp://ftp.example.org/pub/README | 1ad9ffb3 | 3 f21e9eb7 2 659d28a9 1 570b27f0 | b ed0412d4 3810878305.2 d 3d95f7c1 1247550031.6 a 3dcd6dc0 824594867.2 c 1f41fad0 569871966.4 | 2 | d
        http://intranet/ | dd53360d | 1 9f95bcfe 2 9118000f 3 04900d04 | d b9051315 3747965302.9 b 698a35b0 1696930985.1 c 30dc7c15 890808900.4 a 125ed65a 245106531.1 | 2 | c
        http://example.net/img/logo.gif?v=1 | b72b1c6b | 2 4f845b23 1 41139d9a 3 100cc7a2 | d a7933224 3394583438.9 b ab0718b5 2749882167.3 a b3d879ac 2399577199.7 c 55472376 1554734484.0 | 3 | d
        http://example.net/img/logo.gif?v=2 | b72b1c6c | 2 d5c93a4c 3 4942d058 1 14475337 | b 7e5ace52 2031603790.2 d 2dd8114e 928666841.0 a 2d939a83 608102225.5 c 1c111ac0 511697075.1 | 2 | c
        http://192.0.2.10/very/long/path/with/many/segments/and/a/file.tar.gz | bc51b517 | 1 ec151504 2 908f01a2 3 1d1a6b30 | c e453911b 4162708532.0 b 821e33e9 2092111794.2 d 389da18f 1146870916.2 a 12ce54c7 250917463.7 | 1 | d
        http://xn--bcher-kva.example/caf%C3%A9 | 63b1650c | 2 fdc517c9 3 7151b171 1 0c5834b9 | c c40fef0f 3574487435.2 b d65dad6a 3446698805.8 d a5cfc06e 3358860975.7 a a59e2e9f 2209745023.0 | 3 | c
        """)
    void urls_have_these_hashes_scores_and_owners(String url, String hash, String equal, String weighted, int squidEqual, char squidWeighted) {
        int urlHash = CarpDraft.hash(0, url);
        assertThat(hex(urlHash)).isEqualTo(hash);

        var scores = CarpDraft.of(EQUAL).scores(url);
        assertThat(IntStream.range(0, 3).mapToObj(i -> ranking(scores)[i]).map(i ->
            (i + 1) + " " + hex(CarpDraft.combined(urlHash, CarpDraft.memberHash(EQUAL.get(i).name())))).toList())
            .isEqualTo(groups(equal, 2));
        assertThat(scores[ranking(scores)[0]]).isEqualTo(Long.parseLong(equal.split(" ")[1], 16));

        var loaded = CarpDraft.of(WEIGHTED).scores(url);
        var ranked = groups(weighted, 3);
        for (int i = 0; i < ranked.size(); i++) {
            var expected = ranked.get(i).split(" ");
            int member = ranking(loaded)[i];
            assertThat(WEIGHTED.get(member).name()).startsWith(expected[0]);
            assertThat(hex(CarpDraft.combined(urlHash, CarpDraft.memberHash(WEIGHTED.get(member).name())))).isEqualTo(expected[1]);
            assertThat(loaded[member]).isCloseTo(Double.parseDouble(expected[2]), Percentage.withPercentage(1e-5));
        }

        assertThat(owner(CarpSquid.of(EQUAL), url) + 1).isEqualTo(squidEqual);
        assertThat(WEIGHTED.get(owner(CarpSquid.of(WEIGHTED), url)).name()).startsWith(String.valueOf(squidWeighted));
    }

    @Test
    void squid_scores_the_peer_it_visits_first_as_the_draft_does() {
        // from Squid's own debug log, section 39 level 3
        assertThat(CarpSquid.of(WEIGHTED).scores("http://www.example.com/")[0]).isCloseTo(1_214_702_238, Offset.offset(0.5));
    }

    @Test
    void squid_reads_names_as_they_are_written_and_octets_with_their_sign() {
        var url = "http://www.example.com/caf\u00e9";
        var capitals = List.of(new Candidate("PROXY1.example.com", 1));
        var small = List.of(new Candidate("proxy1.example.com", 1));
        assertThat(CarpSquid.of(capitals).scores(url)).isNotEqualTo(CarpSquid.of(small).scores(url));
        assertThat(CarpDraft.of(capitals).scores(url)).isEqualTo(CarpDraft.of(small).scores(url));
        assertThat(CarpSquid.of(small).scores(url)).isNotEqualTo(CarpDraft.of(small).scores(url));
    }

    @Test
    void the_true_shares_follow_from_the_names() {
        assertThat(CarpDraft.of(EQUAL).shares()).containsExactly(new double[] {0.250, 0.401, 0.349}, within(0.0006));
    }

    @Test
    void a_member_without_weight_owns_nothing_and_changes_nobodys_factor() {
        var without = new ArrayList<>(EQUAL);
        without.add(new Candidate("proxy4.example.com", 0));
        for (var ownership : List.of(CarpDraft.of(without), CarpSquid.of(without))) {
            assertThat(ownership.scores("http://www.example.com/")[3]).isEqualTo(Ownership.NEVER);
        }
        assertThat(CarpDraft.of(without).scores("http://intranet/")).startsWith(CarpDraft.of(EQUAL).scores("http://intranet/"));
    }

    @Property(tries = 2000)
    void losing_a_member_of_equal_ones_moves_only_its_urls(Cases cases) {
        int lost = cases.integer(0, 2);
        var rest = new ArrayList<>(EQUAL);
        rest.remove(lost);
        var url = cases.url();
        var scores = CarpDraft.of(EQUAL).scores(url);
        int heir = Ownership.best(scores, i -> i != lost);
        assertThat(rest.get(owner(CarpDraft.of(rest), url))).isEqualTo(EQUAL.get(heir));
    }

    private static int owner(Ownership ownership, String url) {
        return Ownership.best(ownership.scores(url), _ -> true);
    }

    private static Integer[] ranking(double[] scores) {
        return IntStream.range(0, scores.length).boxed().sorted((one, other) -> Double.compare(scores[other], scores[one])).toArray(Integer[]::new);
    }

    private static List<String> groups(String words, int size) {
        var each = words.split(" ");
        return IntStream.range(0, each.length / size).mapToObj(i -> String.join(" ", Arrays.copyOfRange(each, i * size, i * size + size))).toList();
    }

    private static List<Candidate> candidates(String loads) {
        var each = loads.split(" ");
        return IntStream.range(0, each.length).mapToObj(i -> new Candidate("m" + i, Integer.parseInt(each[i]))).toList();
    }

    private static double max(double[] numbers) {
        return Arrays.stream(numbers).max().orElseThrow();
    }

    private static String hex(int number) {
        return HexFormat.of().toHexDigits(number);
    }
}
