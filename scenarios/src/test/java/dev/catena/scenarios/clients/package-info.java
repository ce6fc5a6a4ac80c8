// SPDX-License-Identifier: Apache-2.0
/**
 * Programs people really use, through the real proxy, to servers of the kind they are made for.
 *
 * <p>Start at {@link dev.catena.scenarios.clients.CurlTest}. What a program's server is made of stands beside its test:
 * {@link dev.catena.scenarios.clients.DebianRepository} beside {@link dev.catena.scenarios.clients.AptTest}.
 */
@NullMarked
package dev.catena.scenarios.clients;

import org.jspecify.annotations.NullMarked;
