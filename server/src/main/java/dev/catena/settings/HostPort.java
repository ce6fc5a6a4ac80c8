// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import dev.catena.base.IpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Pattern;

/**
 * A host and a port: {@code proxy.example:3128}, {@code 127.0.0.1:3128}, {@code [::1]:3128}.
 *
 * @param host a name or an address, an IPv6 address without its brackets
 * @param port 0 to 65535; 0 lets the system choose where something listens
 */
@Scalar(expected = "a host and a port, such as 127.0.0.1:3128 or [::1]:3128",
    pattern = "^(\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):[0-9]{1,5}$")
public record HostPort(String host, int port) {

    private static final Pattern WRITTEN = Pattern.compile("(\\[[^\\]\\s]*]|[^\\s:/\\[\\]]*):(\\d{1,5})");
    private static final String LABEL = "[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?";
    private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*\\.?");

    public HostPort {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("%d is not a port: ports go from 0 to 65535".formatted(port));
        }
        if (!isAddress(host) && (host.length() > 253 || !NAME.matcher(host).matches())) {
            throw new IllegalArgumentException("'%s' is neither a host name nor an address".formatted(host));
        }
    }

    /**
     * Reads what {@link #toString} prints.
     *
     * @throws IllegalArgumentException with a sentence for the person who wrote it
     */
    public static HostPort parse(String text) {
        var written = WRITTEN.matcher(text);
        if (!written.matches()) {
            throw new IllegalArgumentException(whyNot(text));
        }
        var host = written.group(1);
        var port = Integer.parseInt(written.group(2));
        if (host.isEmpty() || host.equals("*")) {
            throw new IllegalArgumentException(
                "'%s' has no host; every interface is 0.0.0.0:%d (IPv4) or [::]:%d (IPv6)".formatted(text, port, port));
        }
        return new HostPort(host.startsWith("[") ? unbracketed(host) : host, port);
    }

    /**
     * Reads what somebody is to connect to.
     *
     * @throws IllegalArgumentException as {@link #parse}, and if it is not {@linkplain #isDiallable diallable}
     */
    public static HostPort parseDiallable(String text) {
        var read = parse(text);
        if (!read.isDiallable()) throw new IllegalArgumentException("%s is nowhere to connect to".formatted(text));
        return read;
    }

    private static String unbracketed(String host) {
        var address = host.substring(1, host.length() - 1);
        if (!address.contains(":") || !isAddress(address)) {
            throw new IllegalArgumentException("'%s' is not an IPv6 address".formatted(host));
        }
        return address;
    }

    private static String whyNot(String text) {
        if (text.matches("\\d+")) {
            return "%s is only a port: write 127.0.0.1:%s for this machine alone".formatted(text, text);
        }
        if (text.contains("://")) {
            return "'%s' is a URL: write the host and the port alone".formatted(text);
        }
        if (!text.startsWith("[") && isAddress(text) && text.contains(":")) {
            return "'%s' is an IPv6 address without brackets and port: write [%s]:3128".formatted(text, text);
        }
        return text.contains(":") ? "'%s' is not a host and a port".formatted(text) : "'%s' has no port".formatted(text);
    }

    private static boolean isAddress(String host) {
        return IpAddress.parse(host).isPresent();
    }

    /** Whether only this machine can connect to it. */
    public boolean isLoopback() {
        return IpAddress.parse(host).map(InetAddress::isLoopbackAddress).orElseGet(() -> host.equalsIgnoreCase("localhost"));
    }

    /** Whether it stands for every interface of its family. */
    public boolean isWildcard() {
        return IpAddress.parse(host).filter(InetAddress::isAnyLocalAddress).isPresent();
    }

    /** Whether it can be dialled: neither a wildcard nor the port that lets the system choose. */
    public boolean isDiallable() {
        return port != 0 && !isWildcard();
    }

    /** For binding or dialling; a name is not looked up. */
    public InetSocketAddress toSocketAddress() {
        return IpAddress.parse(host)
            .map(address -> new InetSocketAddress(address, port))
            .orElseGet(() -> InetSocketAddress.createUnresolved(host, port));
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
