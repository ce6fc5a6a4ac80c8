// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;


/**
 * What a proof may cover of a request (RFC 7616 §3.4.2).
 *
 * @param method its method
 * @param target its target, as it is sent to the hop
 */
public record HopRequest(String method, String target) {}
