package io.gossamer.net.secure;

import io.gossamer.net.identity.NodeKey;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/** Makes TLS engines that present a node's key. */
final class Engines {
    private static final String[] PROTOCOLS = {"TLSv1.3"};
    private static final String[] CIPHERS = {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"};
    private static final String[] GROUPS = {"x25519"};
    private static final String[] SIGNATURES = {"ed25519"};

    private final SSLContext context;

    Engines(NodeKey own, SecureRandom random) {
        try {
            context = SSLContext.getInstance("TLSv1.3");
            context.init(new KeyManager[] {new OwnKey(own)}, new TrustManager[] {new NodeCertificates()}, random);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform of this version has TLS 1.3", e);
        }
        // Tickets that would live longer than RFC 8446 allows (a week) are not sent: nobody resumes a session here.
        context.getServerSessionContext().setSessionTimeout(Integer.MAX_VALUE);
    }

    /**
     * For the end that dials. Without the address of the peer, which would let the platform look for an old session.
     */
    SSLEngine dialling() {
        return engine(true);
    }

    SSLEngine answering() {
        return engine(false);
    }

    private SSLEngine engine(boolean client) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(client);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setCipherSuites(CIPHERS);
        parameters.setNamedGroups(GROUPS);
        parameters.setSignatureSchemes(SIGNATURES);
        if (!client) {
            parameters.setNeedClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }
}
