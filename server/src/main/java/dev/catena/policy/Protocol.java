// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

/** What a request wants to speak. */
public enum Protocol {
    /** A plain HTTP request. */
    HTTP,
    /** A tunnel. */
    CONNECT,
    /** An upgrade to WebSocket (RFC 6455). */
    WEBSOCKET
}
