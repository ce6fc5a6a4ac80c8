// SPDX-License-Identifier: Apache-2.0
/**
 * A throwaway Windows domain and the programs that authenticate against it: the real Samba, Squid and cntlm, on loopback addresses.
 *
 * <p>Start at {@link dev.catena.testkit.domain.WindowsDomain}. It is up in about five seconds, needs root for the ports of a domain
 * controller, and touches nothing of the machine but a folder of its own.
 */
@NullMarked
package dev.catena.testkit.domain;

import org.jspecify.annotations.NullMarked;
