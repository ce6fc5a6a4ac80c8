// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

/** One proxy as part of one upstream: what health, credentials and pools are kept by. */
public record MemberId(String upstream, MemberAddress address) {
    /** For people: {@code hq1.corp.example:8080}, {@code https://hq1.corp.example:8443}. */
    @Override
    public String toString() {
        return address.toString();
    }
}
