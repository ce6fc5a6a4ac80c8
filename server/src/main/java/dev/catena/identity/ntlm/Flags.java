// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

/** The negotiated flags we know of (MS-NLMP 2.2.2.5). */
final class Flags {
    static final int UNICODE = 0x1;
    static final int OEM = 0x2;
    static final int REQUEST_TARGET = 0x4;
    static final int SIGN = 0x10;
    static final int NTLM = 0x200;
    static final int ANONYMOUS = 0x800;
    static final int ALWAYS_SIGN = 0x8000;
    static final int TARGET_TYPE_DOMAIN = 0x1_0000;
    static final int EXTENDED_SESSION_SECURITY = 0x8_0000;
    static final int TARGET_INFO = 0x80_0000;
    static final int KEY_128 = 0x2000_0000;
    static final int KEY_EXCHANGE = 0x4000_0000;
    static final int KEY_56 = 0x8000_0000;

    private Flags() {}

    static boolean has(int flags, int flag) {
        return (flags & flag) != 0;
    }
}
