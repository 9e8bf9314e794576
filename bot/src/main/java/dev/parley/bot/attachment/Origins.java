package dev.parley.bot.attachment;

import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * From where files may be fetched: scheme, host and port must all be the same. Hosts are compared as they are written, so
 * a part of a domain never stands for the whole, nor an address for a name.
 *
 * @param allowed such as {@code https://cdn.discordapp.com:443}, all with their port
 */
public record Origins(Set<String> allowed) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int HTTPS = 443;

    /** Copies the set. */
    public Origins {
        allowed = Set.copyOf(allowed);
    }

    /**
     * These hosts by https, on its usual port.
     *
     * @param hosts exact names
     */
    public static Origins ofHosts(String... hosts) {
        return new Origins(Stream.of(hosts)
                .map(host -> "https://" + host.toLowerCase(Locale.ROOT) + ":" + HTTPS)
                .collect(Collectors.toSet()));
    }

    /**
     * These and one more, that of a mirror or a test.
     *
     * @param address any address there, by https; on loopback also by http, then with its port
     * @throws IllegalArgumentException for any other
     */
    public Origins and(URI address) {
        var origin = origin(address);
        if (origin.isEmpty()) {
            throw new IllegalArgumentException("files are fetched by https only (on loopback by http with a port): "
                    + address.getScheme() + "://" + address.getHost());
        }
        var more = new HashSet<>(allowed);
        more.add(origin);
        return new Origins(more);
    }

    /** Whether this address may be asked. */
    public boolean allow(URI address) {
        return allowed.contains(origin(address));
    }

    /** Empty for what is never allowed. */
    private static String origin(URI address) {
        if (address.getHost() == null || address.getScheme() == null || address.getRawUserInfo() != null) {
            return "";
        }
        var scheme = address.getScheme().toLowerCase(Locale.ROOT);
        var host = address.getHost().toLowerCase(Locale.ROOT);
        if (scheme.equals("https")) {
            return "https://" + host + ":" + (address.getPort() < 0 ? HTTPS : address.getPort());
        }
        return scheme.equals("http") && LOOPBACK.contains(host) && address.getPort() > 0
                ? "http://" + host + ":" + address.getPort()
                : "";
    }
}
