package dev.parley.bot.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether tokens and texts may be sent to an address: encrypted, or not off this machine. */
public final class SafeAddress {
    /** Written out, and never looked up: a name of somebody else's that leads to 127.0.0.1 today may not tomorrow. */
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)]");

    private SafeAddress() {}

    /**
     * What is wrong with an address, in words that go on after the address itself.
     *
     * @param text the address
     * @param secure the scheme that may go everywhere
     * @param plain the scheme that stays on loopback
     * @return empty where nothing is wrong
     */
    public static Optional<String> wrong(String text, String secure, String plain) {
        URI address;
        try {
            address = new URI(text);
        } catch (URISyntaxException _) {
            return Optional.of(noAddress(secure));
        }
        var scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        var host = address.getHost();
        if (host == null
                || !(scheme.equals(secure) || scheme.equals(plain))
                || address.getRawUserInfo() != null
                || address.getRawQuery() != null
                || address.getRawFragment() != null) {
            return Optional.of(noAddress(secure));
        }
        return scheme.equals(secure) || isLoopback(address)
                ? Optional.empty()
                : Optional.of("is not encrypted; off this machine it has to begin with " + secure + "://");
    }

    /** The same for editors, as a regular expression of JavaScript's. */
    static String pattern(String secure, String plain) {
        var host = "[A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+\\]";
        return "^(" + secure + "://(" + host + ")|" + plain + "://(" + LOOPBACK.pattern()
                + "))(:[0-9]+)?(/[^?#\\s]*)?$";
    }

    /**
     * Whether an address is on this machine, so that nothing leaves it.
     *
     * @param address of a server
     * @return true for {@code localhost}, 127.x.x.x and ::1
     */
    public static boolean isLoopback(URI address) {
        return LOOPBACK.matcher(String.valueOf(address.getHost()).toLowerCase(Locale.ROOT))
                .matches();
    }

    private static String noAddress(String secure) {
        return "is no address such as " + secure + "://example.org/path";
    }
}
