// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import dev.catena.route.Candidate;
import dev.catena.route.CarpDraft;
import dev.catena.route.CarpMicrosoft;
import dev.catena.route.CarpSquid;
import dev.catena.route.Ownership;
import dev.catena.route.Rendezvous;
import dev.catena.route.SipHash;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The function by which an array's URLs have owners; all members, and whoever sends them requests by owner, use the same. */
public enum OwnerHash {
    /** {@link Rendezvous} under a key made of the array's name; knows members by {@code host:port}. */
    RENDEZVOUS {
        @Override
        Ownership ownership(String array, List<ArrayMember> members) {
            return Rendezvous.of(SipHash.named(array), candidates(members, OwnerHash::rendezvousName));
        }

        @Override
        String name(ArrayMember member) {
            return rendezvousName(member);
        }
    },
    /** {@link CarpDraft}, for arrays that count so; knows members by host. */
    CARP_V1 {
        @Override
        Ownership ownership(String array, List<ArrayMember> members) {
            return CarpDraft.of(candidates(members, ArrayMember::name));
        }
    },
    /** {@link CarpSquid}, where Squids are children of the array; knows members by host, as it is written. */
    CARP_SQUID {
        @Override
        Ownership ownership(String array, List<ArrayMember> members) {
            return CarpSquid.of(candidates(members, ArrayMember::name));
        }
    },
    /** {@link CarpMicrosoft}, where each site is to stay with one member; knows members by host. */
    CARP_MS {
        @Override
        Ownership ownership(String array, List<ArrayMember> members) {
            return CarpMicrosoft.of(candidates(members, ArrayMember::name));
        }
    };

    abstract Ownership ownership(String array, List<ArrayMember> members);

    /** What a member is called where it is hashed: two members of one name would be one owner. */
    String name(ArrayMember member) {
        return member.name().toLowerCase(Locale.ROOT);
    }

    /** As the settings spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String rendezvousName(ArrayMember member) {
        return member.proxy().toString().toLowerCase(Locale.ROOT);
    }

    private static List<Candidate> candidates(List<ArrayMember> members, Function<ArrayMember, String> named) {
        return members.stream().map(member -> new Candidate(named.apply(member), member.share())).toList();
    }
}
