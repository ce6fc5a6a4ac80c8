// SPDX-License-Identifier: Apache-2.0
package dev.catena.array.engine;

import dev.catena.array.ArrayKey;
import dev.catena.array.ArraySettings;
import dev.catena.base.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jgroups.Address;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FRAG2;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.MFC;
import org.jgroups.protocols.SYM_ENCRYPT;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.UFC;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.dns.DNS_PING;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.stack.Protocol;
import org.jgroups.util.TLS;
import org.jgroups.util.TLSClientAuth;

/**
 * The protocols that members speak, from the wire up. One port, TCP; what does not decrypt under the array's key (AES-GCM) is dropped, so
 * nobody without it joins or is heard.
 */
final class Stack {
    private static final int CONNECT_MILLIS = 1000;
    private static final long JOIN_MILLIS = 1500;
    private static final int JOIN_ATTEMPTS = 2;
    private static final Duration MERGE_MIN = Duration.ofSeconds(1);
    private static final Duration MERGE_MAX = Duration.ofSeconds(4);
    private static final int GCM_NONCE_BYTES = 12;

    private final ArraySettings settings;
    private final Access access;

    Stack(ArraySettings settings, Access access) {
        this.settings = settings;
        this.access = access;
    }

    /**
     * @param above what stands on top of them
     * @throws IOException if our own address has no such name
     */
    List<Protocol> protocols(List<Protocol> above) throws IOException {
        var all = new ArrayList<Protocol>();
        all.add(transport());
        all.add(discovery());
        all.add(new MERGE3().setMinInterval(MERGE_MIN.toMillis()).setMaxInterval(MERGE_MAX.toMillis()));
        long silence = settings.engine().silence().toMillis();
        all.add(new FD_ALL3().setTimeout(silence).setInterval(Math.max(100, silence / 4)));
        all.add(new VERIFY_SUSPECT2().setTimeout(Math.max(100, silence / 6)));
        if (!access.secret().isEmpty()) all.add(encryption());
        all.add(new NAKACK2().useMcastXmit(false));
        all.add(new UNICAST3());
        all.add(new STABLE());
        all.add(new GMS().printLocalAddress(false).setJoinTimeout(JOIN_MILLIS).setMaxJoinAttempts(JOIN_ATTEMPTS));
        all.add(new UFC());
        all.add(new MFC());
        all.add(new FRAG2());
        all.addAll(above);
        return all;
    }

    private Protocol transport() throws IOException {
        var transport = new TCP();
        transport.setBindAddress(InetAddress.getByName(settings.address().host()));
        transport.setBindPort(port(settings.address().port()));
        transport.setPortRange(0);
        transport.setSockConnTimeout(CONNECT_MILLIS);
        transport.disableDiagnostics();
        access.tls().ifPresent(context -> transport.tls(new TLS().enabled(true).setSSLContext(context).setClientAuth(TLSClientAuth.NEED)));
        return transport;
    }

    /** The engine's port of a member whose others-facing port is this one. */
    private int port(int address) {
        return settings.engine().port() == 0 ? address + 1 : settings.engine().port();
    }

    private Protocol discovery() {
        if (!settings.dns().isEmpty()) return named(settings.dns());
        if (!settings.kubernetes().isEmpty()) return named(settings.kubernetes() + ".svc.cluster.local");
        var hosts = settings.join().stream().map(member -> socket(member.host(), port(member.port()))).toList();
        return new TCPPING().setInitialHosts(hosts).setPortRange(0);
    }

    private static InetSocketAddress socket(String host, int port) {
        return IpAddress.parse(host).map(address -> new InetSocketAddress(address, port)).orElseGet(() -> new InetSocketAddress(host, port));
    }

    /** Asked anew each time members are looked for: at the start, and by each of them every few seconds after. All use the engine's port of this one. */
    private Protocol named(String name) {
        int port = port(settings.address().port());
        return new DNS_PING().setDNSQuery(name).setDNSResolver((host, _) ->
            access.names().apply(host).stream().<Address>map(address -> new org.jgroups.stack.IpAddress(address, port)).toList());
    }

    private Protocol encryption() {
        // the JDK's own GCM takes its nonce in a form that this protocol does not give it
        if (Security.getProvider(BouncyCastleProvider.PROVIDER_NAME) == null) Security.addProvider(new BouncyCastleProvider());
        var protocol = new SYM_ENCRYPT();
        protocol.setValue("provider", BouncyCastleProvider.PROVIDER_NAME);
        protocol.symAlgorithm("AES/GCM/NoPadding");
        protocol.symIvLength(GCM_NONCE_BYTES);
        protocol.setSecretKey(new SecretKeySpec(ArrayKey.of("engine", settings.name(), access.secret()), "AES"));
        return protocol;
    }
}
