// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;

/** Our side of TLS towards clients: the certificate we show, and whether they show one. Shared by all event loops; a reload makes another one. */
public final class ServerTls {
    private static final String HTTP_1 = "http/1.1";
    /** Sessions that can be resumed without a ticket; with tickets, which clients keep for us, there are none. */
    private static final int SESSIONS_MAX = 10_000;
    private static final Duration SESSION_AGE_MAX = Duration.ofHours(1);

    static {
        // a client of TLS 1.2 could otherwise have handshake after handshake computed on one connection; read when JSSE is first used
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }

    private final SslContext context;
    private final OwnCertificate own;
    private final boolean certificateRequired;

    /** What is asked of clients. */
    public enum ClientCertificates {
        /** Nothing. */
        NONE(ClientAuth.NONE),
        /** One, which is verified if it is shown. */
        OPTIONAL(ClientAuth.OPTIONAL),
        /** One; without it there is no connection. */
        REQUIRED(ClientAuth.REQUIRE);

        private final ClientAuth auth;

        ClientCertificates(ClientAuth auth) {
            this.auth = auth;
        }
    }

    private ServerTls(SslContext context, OwnCertificate own, boolean certificateRequired) {
        this.context = context;
        this.own = own;
        this.certificateRequired = certificateRequired;
    }

    /**
     * @param authorities who may have signed what clients show; empty where they show nothing
     * @param oldToo whether TLS 1.2 is spoken besides 1.3
     */
    public static ServerTls of(OwnCertificate own, ClientCertificates clients, List<X509Certificate> authorities, boolean oldToo) throws TlsUnusable {
        var builder = SslContextBuilder.forServer(own.key(), own.chain()).sslProvider(SslProvider.JDK)
            .protocols(oldToo ? List.of("TLSv1.3", "TLSv1.2") : List.of("TLSv1.3"))
            .clientAuth(clients.auth)
            .sessionCacheSize(SESSIONS_MAX)
            .sessionTimeout(SESSION_AGE_MAX.toSeconds());
        if (!authorities.isEmpty()) builder.trustManager(authorities);
        try {
            return new ServerTls(builder.build(), own, clients == ClientCertificates.REQUIRED);
        } catch (SSLException unusable) {
            throw new TlsUnusable("certificate", "it cannot be used: " + unusable.getMessage(), "use a certificate for servers, with its key");
        }
    }

    /** The certificate that is shown. */
    public OwnCertificate own() {
        return own;
    }

    /** Whether clients without a certificate are not let in. */
    public boolean requiresCertificate() {
        return certificateRequired;
    }

    /**
     * For one connection.
     *
     * @param handshakeMax for the whole handshake
     */
    public SslHandler handler(ByteBufAllocator allocator, Duration handshakeMax) {
        var handler = context.newHandler(allocator);
        var parameters = handler.engine().getSSLParameters();
        parameters.setApplicationProtocols(new String[] {HTTP_1});
        parameters.setUseCipherSuitesOrder(true);
        handler.engine().setSSLParameters(parameters);
        handler.setHandshakeTimeoutMillis(handshakeMax.toMillis());
        return handler;
    }
}
