// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.base.EmbeddedAddresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * What an address is for, by the registries of special-purpose addresses (RFC 6890) and the documents of the clouds.
 * Looks at the address as it is written; {@link EmbeddedAddresses} finds what else it may mean.
 */
enum AddressKind {
    PUBLIC("a public address"),
    PRIVATE("an address of a private network"),
    /** This machine: its loopback, and the unspecified address, which connects to the same place. */
    LOOPBACK("the proxy's own loopback"),
    LINK_LOCAL("a link-local address"),
    METADATA("a cloud's metadata service"),
    /** No single host answers there: multicast, broadcast, reserved. */
    NEVER("a multicast, broadcast or reserved address");

    /** The first block that holds an address decides, so the narrow ones come first. */
    private static final List<Block> BLOCKS = blocks(
        METADATA, "169.254.169.254/32", "169.254.170.2/32", "169.254.170.23/32", "100.100.100.200/32", "192.0.0.192/32",
            "168.63.129.16/32", "fd00:ec2::254/128", "fd00:ec2::23/128", "fd20:ce::254/128",
        LOOPBACK, "127.0.0.0/8", "0.0.0.0/8", "::1/128", "::/128",
        LINK_LOCAL, "169.254.0.0/16", "fe80::/10",
        PRIVATE, "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "198.18.0.0/15",
            "fc00::/7", "fec0::/10", "64:ff9b:1::/48",
        NEVER, "192.0.0.0/24", "224.0.0.0/4", "240.0.0.0/4", "ff00::/8", "100::/64");

    private final String words;

    AddressKind(String words) {
        this.words = words;
    }

    static AddressKind of(InetAddress address) {
        var bytes = address.getAddress();
        for (var block : BLOCKS) if (block.contains(bytes)) return block.kind;
        return PUBLIC;
    }

    /** As in "127.0.0.1 is …". */
    String words() {
        return words;
    }

    private static List<Block> blocks(Object... kindsAndBlocks) {
        var blocks = new ArrayList<Block>();
        var kind = PUBLIC;
        for (var next : kindsAndBlocks) {
            if (next instanceof AddressKind) kind = (AddressKind) next;
            else blocks.add(Block.parse(kind, (String) next));
        }
        return List.copyOf(blocks);
    }

    /** Addresses that share their first {@code prefix} bits. */
    private record Block(AddressKind kind, byte[] first, int prefix) {
        static Block parse(AddressKind kind, String text) {
            int slash = text.indexOf('/');
            return new Block(kind, InetAddress.ofLiteral(text.substring(0, slash)).getAddress(), Integer.parseInt(text.substring(slash + 1)));
        }

        boolean contains(byte[] address) {
            if (address.length != first.length) return false;
            int whole = prefix / 8;
            for (int i = 0; i < whole; i++) if (address[i] != first[i]) return false;
            int rest = prefix % 8;
            return rest == 0 || ((address[whole] ^ first[whole]) & 0xff) >>> (8 - rest) == 0;
        }
    }
}
