// SPDX-License-Identifier: Apache-2.0
/**
 * Clients of a Windows domain, judged by a real one: Samba as its controller, winbind between it and the proxy, its directory for groups.
 *
 * <p>Start at {@link dev.catena.scenarios.domain.DomainLogInTest}.
 */
package dev.catena.scenarios.domain;
