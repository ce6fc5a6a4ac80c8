// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

/** How an upstream's member is chosen for a request. */
public enum Select {
    /** The first that is up, in the order they are written. */
    FAILOVER,
    /** In turn, by weight. */
    ROUND_ROBIN,
    /** The URL has an owner ({@link Rendezvous}): of a member that is lost only its own URLs move. */
    RENDEZVOUS,
    /** The URL has an owner by the CARP draft ({@link CarpDraft}), for arrays that count so. */
    CARP_V1,
    /** The URL has an owner as Squid computes it ({@link CarpSquid}), for siblings that are Squids. */
    CARP_SQUID,
    /** Each host has an owner, as in the scripts of ISA Server and TMG ({@link CarpMicrosoft}): a site stays with one member. */
    CARP_MS,
}
