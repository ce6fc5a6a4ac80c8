// SPDX-License-Identifier: Apache-2.0
/**
 * NTLM version 2 as functions of bytes (MS-NLMP), both roles, and its wrapping in SPNEGO (RFC 4178). No I/O, no threads.
 *
 * <p>Start at {@link NtlmServer} for a client that logs in to us, at {@link NtlmClient} for our own log-in, and at {@link NtlmJudge} for who
 * says whether a response is right. NTLMv1 and LM are neither sent nor accepted.
 */
@NullMarked
package dev.catena.identity.ntlm;

import org.jspecify.annotations.NullMarked;
