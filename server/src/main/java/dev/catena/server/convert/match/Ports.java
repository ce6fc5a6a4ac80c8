// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert.match;

import dev.catena.settings.match.PortRange;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Ports asked for, as ranges in ascending order that do not touch. */
public record Ports(List<PortRange> ranges) implements Values {
    private static final int PORT_MAX = 65535;

    public Ports {
        ranges = ranges(bits(ranges));
    }

    private static BitSet bits(List<PortRange> ranges) {
        var bits = new BitSet(PORT_MAX + 1);
        ranges.forEach(range -> bits.set(range.first(), range.last() + 1));
        return bits;
    }

    private static List<PortRange> ranges(BitSet bits) {
        var ranges = new ArrayList<PortRange>();
        for (int first = bits.nextSetBit(0); first >= 0; ) {
            int end = bits.nextClearBit(first);
            ranges.add(new PortRange(first, end - 1));
            first = bits.nextSetBit(end);
        }
        return List.copyOf(ranges);
    }

    @Override
    public Ports and(Values other) {
        var both = bits(ranges);
        both.and(bits(((Ports) other).ranges));
        return new Ports(ranges(both));
    }

    @Override
    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    @Override
    public boolean covers(Values other) {
        return and(other).equals(other);
    }

    @Override
    public Optional<Values> complement() {
        var others = bits(ranges);
        others.flip(1, PORT_MAX + 1);
        return Optional.of(new Ports(ranges(others)));
    }

    @Override
    public List<String> written() {
        return ranges.stream().map(PortRange::toString).toList();
    }
}
