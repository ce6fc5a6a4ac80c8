// SPDX-License-Identifier: Apache-2.0
package dev.catena.upstream;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts whom another trusts, and says of whom it does not which certificate that was. */
final class TellingTrust extends X509ExtendedTrustManager {
    /** A certificate that was not accepted. */
    static final class Refused extends CertificateException {
        private static final long serialVersionUID = 1;
        final transient X509Certificate certificate;

        Refused(X509Certificate certificate, CertificateException cause) {
            super(cause.getMessage(), cause);
            this.certificate = certificate;
        }
    }

    private final X509ExtendedTrustManager judge;

    TellingTrust(X509ExtendedTrustManager judge) {
        this.judge = judge;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        try {
            judge.checkServerTrusted(chain, authType, engine);
        } catch (CertificateException refused) {
            throw new Refused(chain[0], refused);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        judge.checkServerTrusted(chain, authType, socket);
    }

    /** Without the connection the name cannot be verified. */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("the name cannot be verified");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        throw new CertificateException("no clients are judged here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        throw new CertificateException("no clients are judged here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("no clients are judged here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return judge.getAcceptedIssuers();
    }
}
