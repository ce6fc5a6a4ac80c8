// SPDX-License-Identifier: Apache-2.0
/**
 * Several Catenas as one cache: who is a member, which of them owns a URL, and how clients and other proxies are told.
 *
 * <p>Start at {@link dev.catena.array.Roster}. The owner of a URL is computed and never asked for, so whoever has the same
 * roster sends a request to the same member.
 */
@NullMarked
package dev.catena.array;

import org.jspecify.annotations.NullMarked;
