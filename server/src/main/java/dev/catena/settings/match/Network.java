// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings.match;

import dev.catena.base.IpAddress;
import dev.catena.settings.Scalar;
import java.math.BigInteger;
import java.net.InetAddress;

/**
 * A block of addresses: {@code 10.0.0.0/8}, {@code fc00::/7}, or a single address.
 *
 * @param address the first address of the block
 * @param prefix the leading bits that all its addresses share
 */
@Scalar(expected = "an address or a network, such as 10.0.0.0/8 or fc00::/7", pattern = "^[0-9A-Fa-f:.]+(/[0-9]{1,3})?$")
public record Network(InetAddress address, int prefix) {

    public Network {
        var bits = address.getAddress().length * 8;
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("/%d is not a prefix of %d bits".formatted(prefix, bits));
        }
        var lowest = new BigInteger(1, address.getAddress()).getLowestSetBit();
        if (lowest >= 0 && lowest < bits - prefix) {
            throw new IllegalArgumentException("%s/%d has bits set beyond its prefix".formatted(address.getHostAddress(), prefix));
        }
    }

    /**
     * Reads what {@link #toString} prints.
     *
     * @throws IllegalArgumentException with a sentence for the person who wrote it
     */
    public static Network parse(String text) {
        var slash = text.indexOf('/');
        var address = literal(slash < 0 ? text : text.substring(0, slash), text);
        if (slash < 0) {
            return new Network(address, address.getAddress().length * 8);
        }
        var prefix = text.substring(slash + 1);
        if (!prefix.matches("\\d{1,3}")) {
            throw new IllegalArgumentException("'%s' is not a network: the prefix after / is a number of bits".formatted(text));
        }
        return new Network(address, Integer.parseInt(prefix));
    }

    private static InetAddress literal(String address, String text) {
        return IpAddress.parse(address)
            .orElseThrow(() -> new IllegalArgumentException("'%s' is not an address or a network".formatted(text)));
    }

    /** Whether {@code other} lies within; an address of the other family never does. */
    public boolean contains(InetAddress other) {
        var ours = address.getAddress();
        var theirs = other.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (var bit = 0; bit < prefix; bit++) {
            if (((ours[bit / 8] ^ theirs[bit / 8]) & (0x80 >>> (bit % 8))) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether every address of {@code other} lies within. */
    public boolean covers(Network other) {
        return prefix <= other.prefix && contains(other.address);
    }

    @Override
    public String toString() {
        var single = prefix == address.getAddress().length * 8;
        return single ? address.getHostAddress() : address.getHostAddress() + "/" + prefix;
    }
}
