// SPDX-License-Identifier: Apache-2.0
/**
 * Asks an LDAP directory, Active Directory among them: whether a password is right, and which groups somebody is in.
 *
 * <p>Start at {@link Directory}. It waits for the network on virtual threads of its own; what it learned it keeps for a while
 * ({@link GroupCache}).
 */
@NullMarked
package dev.catena.identity.ldap;

import org.jspecify.annotations.NullMarked;
