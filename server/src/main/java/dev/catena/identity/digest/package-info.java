// SPDX-License-Identifier: Apache-2.0
/**
 * Digest (RFC 7616) as functions of strings, both roles: quality of protection {@code auth}, SHA-256 and MD5.
 *
 * <p>Start at {@link DigestServer} for clients that log in to us, at {@link DigestSession} for our own log-in. Strings that are hashed hold
 * one octet a character, as heads do ({@link DigestAlgorithm#octets}).
 */
@NullMarked
package dev.catena.identity.digest;

import org.jspecify.annotations.NullMarked;
