// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit.domain;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.directory.BasicAttribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.ModificationItem;
import javax.naming.directory.SearchControls;
import javax.naming.ldap.InitialLdapContext;
import javax.naming.ldap.StartTlsRequest;
import javax.naming.ldap.StartTlsResponse;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** The domain's directory, as its administrator changes it: LDAP with StartTLS. */
final class DomainDirectory {
    private final String url;
    private final String base;
    private final Path authority;

    DomainDirectory(String address, String dnsName, Path authority) {
        this.url = "ldap://" + address;
        this.base = "DC=" + dnsName.replace(".", ",DC=");
        this.authority = authority;
    }

    void setPassword(String account, String password) {
        change(account, "unicodePwd", ("\"" + password + "\"").getBytes(StandardCharsets.UTF_16LE));
    }

    void unlock(String account) {
        change(account, "lockoutTime", "0");
    }

    /** An attribute with one value; empty if the account has none. */
    String attribute(String account, String name) {
        return inDirectory(directory -> {
            var only = new SearchControls(SearchControls.SUBTREE_SCOPE, 1, 0, new String[] {name}, false, false);
            var found = directory.search("CN=Users," + base, "(sAMAccountName={0})", new Object[] {account}, only);
            var attribute = found.next().getAttributes().get(name);
            return attribute == null ? "" : String.valueOf(attribute.get());
        });
    }

    private void change(String account, String attribute, Object value) {
        inDirectory(directory -> {
            directory.modifyAttributes("CN=%s,CN=Users,%s".formatted(account, base), new ModificationItem[] {
                new ModificationItem(DirContext.REPLACE_ATTRIBUTE, new BasicAttribute(attribute, value))});
            return "";
        });
    }

    private interface Work {
        String in(DirContext directory) throws NamingException;
    }

    private String inDirectory(Work work) {
        var environment = new Hashtable<String, Object>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        environment.put(Context.PROVIDER_URL, url);
        environment.put("com.sun.jndi.ldap.connect.timeout", "5000");
        environment.put("com.sun.jndi.ldap.read.timeout", "10000");
        try {
            var directory = new InitialLdapContext(environment, null);
            try {
                var tls = (StartTlsResponse) directory.extendedOperation(new StartTlsRequest());
                tls.negotiate(trusting(authority));
                directory.addToEnvironment(Context.SECURITY_AUTHENTICATION, "simple");
                directory.addToEnvironment(Context.SECURITY_PRINCIPAL, "Administrator@" + WindowsDomain.DNS_NAME);
                directory.addToEnvironment(Context.SECURITY_CREDENTIALS, WindowsDomain.ADMINISTRATORS_PASSWORD);
                return work.in(directory);
            } finally {
                directory.close();
            }
        } catch (NamingException | IOException | GeneralSecurityException e) {
            throw new AssertionError("the domain's directory: " + e.getMessage(), e);
        }
    }

    private static SSLSocketFactory trusting(Path authority) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var in = Files.newInputStream(authority)) {
            store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }
}
