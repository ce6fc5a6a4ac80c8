// SPDX-License-Identifier: Apache-2.0
/**
 * Kerberos on both sides: tickets for next hops, and the judgement of tickets that clients bring. Over the JDK's own JGSS, without native
 * code, jaas file or a state of its own but the tickets.
 *
 * <p>Start at {@link dev.catena.identity.kerberos.ServiceTickets} for next hops, at {@link dev.catena.identity.kerberos.KeytabJudge} for
 * clients, and at {@link dev.catena.identity.kerberos.KerberosReport} for what there is to say about keytabs, tickets and KDCs.
 */
@NullMarked
package dev.catena.identity.kerberos;

import org.jspecify.annotations.NullMarked;
