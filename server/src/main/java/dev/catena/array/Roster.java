// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import dev.catena.route.CarpDraft;
import dev.catena.route.CarpMicrosoft;
import dev.catena.route.CarpSquid;
import dev.catena.route.Ownership;
import dev.catena.route.Rendezvous;
import dev.catena.settings.HostPort;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The members of an array at one moment, and the owners that follow from them. Whoever has a roster of the same
 * {@link #configId} computes the same owners. Immutable.
 *
 * @param array its name, from which the key of {@link OwnerHash#RENDEZVOUS} is made
 * @param ttl for how long others may rely on it, and how long a member that failed is left alone
 * @param members by {@code host:port}, so that no member has an order of its own
 */
public record Roster(String array, OwnerHash hash, Duration ttl, List<ArrayMember> members) {
    /** More members than this are no array; bounds tables that come from outside. */
    public static final int MEMBERS_MAX = 1000;

    /** URLs that the shares of {@link OwnerHash#CARP_SQUID} and {@link OwnerHash#CARP_MS} are counted on: nothing better is known of them. */
    private static final int SAMPLED = 20_000;

    /** A member with its score for one key. */
    public record Ranked(ArrayMember member, double score) {}

    public Roster {
        members = members.stream().sorted(Comparator.comparing(member -> member.proxy().toString())).toList();
        if (members.size() > MEMBERS_MAX) {
            throw new IllegalArgumentException("%d members are more than an array has: %d".formatted(members.size(), MEMBERS_MAX));
        }
    }

    /** The function from a key (see {@link Ownership#scores}) to scores, in the order of the members. */
    public Ownership ownership() {
        return hash.ownership(array, members);
    }

    /** All members that may own the key, up or down, best first. */
    public List<Ranked> ranked(String key) {
        return ranked(ownership().scores(key));
    }

    private List<Ranked> ranked(double[] scores) {
        var ranked = new ArrayList<Ranked>();
        for (int i = 0; i < scores.length; i++) if (scores[i] > Ownership.NEVER) ranked.add(new Ranked(members.get(i), scores[i]));
        // stable: of equal scores the earlier member comes first
        ranked.sort(Comparator.comparingDouble(Ranked::score).reversed());
        return ranked;
    }

    /** The member that clients reach there. */
    public Optional<ArrayMember> at(HostPort proxy) {
        return members.stream().filter(member -> member.proxy().equals(proxy)).findFirst();
    }

    /** The names that more than one member is hashed by; those members would all own the same URLs, and only one of them any. */
    public List<String> clashes() {
        var seen = new HashSet<String>();
        return members.stream().map(hash::name).filter(name -> !seen.add(name)).distinct().toList();
    }

    /**
     * 32 bits that tell rosters apart which give URLs other owners, and that change when a member goes down or comes back. How long
     * a member has been in its state is no part of it.
     */
    public long configId() {
        var text = new StringBuilder(array).append('\n').append(hash.word()).append('\n');
        for (var member : members) {
            text.append(member.proxy()).append(' ').append(member.within()).append(' ').append(member.load()).append(' ').append(member.state()).append('\n');
        }
        var crc = new CRC32C();
        crc.update(text.toString().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    /** What part of all URLs each member owns in truth, while all of them are up; where that is not known, as counted on a sample. */
    public double[] shares() {
        return switch (ownership()) {
            case CarpDraft draft -> draft.shares();
            case CarpSquid squid -> sampled(squid);
            case CarpMicrosoft microsoft -> sampled(microsoft);
            case Rendezvous _ -> {
                double total = members.stream().mapToLong(ArrayMember::share).sum();
                yield members.stream().mapToDouble(member -> total == 0 ? 0 : member.share() / total).toArray();
            }
        };
    }

    private double[] sampled(Ownership ownership) {
        var shares = new double[members.size()];
        for (int i = 0; i < SAMPLED; i++) {
            int owner = Ownership.best(ownership.scores("http://h%d.example/p/%d".formatted(i, i)), _ -> true);
            if (owner >= 0) shares[owner] += 1.0 / SAMPLED;
        }
        return shares;
    }
}
