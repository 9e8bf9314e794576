package dev.parley.engine.models;

import java.net.URI;
import java.util.Locale;

/** Which addresses Parley fetches from: https, and plain http on this machine only. */
final class SafeAddress {

    private SafeAddress() {}

    /** @throws DownloadException for any other, with the reason */
    static void require(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        if (address.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
            throw new DownloadException("%s is no address that Parley fetches from: give one that begins with https://."
                    .formatted(shown(address)));
        }
        if (scheme.equals("http") && !isLoopback(address.getHost())) {
            throw new DownloadException(
                    "%s is not encrypted: Parley fetches over plain http from this machine only; use https."
                            .formatted(shown(address)));
        }
        if (address.getUserInfo() != null) {
            throw new DownloadException(
                    "The address of %s holds a password; Parley does not send it.".formatted(address.getHost()));
        }
    }

    /** Whether both have the same scheme, host and port, so that a secret for one may go to the other. */
    static boolean sameOrigin(URI a, URI b) {
        return String.valueOf(a.getScheme()).equalsIgnoreCase(b.getScheme())
                && String.valueOf(a.getHost()).equalsIgnoreCase(b.getHost())
                && port(a) == port(b);
    }

    /** The address without a query, where signatures and keys stand, and without a password. */
    static String shown(URI address) {
        if (address.getHost() == null) {
            return String.valueOf(address.getScheme()) + ":"
                    + String.valueOf(address.getSchemeSpecificPart()).split("\\?", 2)[0];
        }
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        return address.getScheme() + "://" + address.getHost() + port + address.getPath();
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
    }

    private static boolean isLoopback(String host) {
        // Only names that need no resolver: another name could lead anywhere.
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }
}
