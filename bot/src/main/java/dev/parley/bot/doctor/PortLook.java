package dev.parley.bot.doctor;

import dev.parley.bot.cli.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * The ports that the settings name.
 *
 * @param ports which
 * @param running whether a {@code run} of this home is up, which has its ports
 */
record PortLook(List<NamedPort> ports, boolean running) implements Look {
    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        for (NamedPort each : ports) {
            findings.add(of(each));
        }
        return List.copyOf(findings);
    }

    private Finding of(NamedPort each) {
        String what = each.key() + " " + each.port();
        try (ServerSocket socket = new ServerSocket()) {
            // As servers do: a port whose last connections are still fading away is free.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getAllByName(each.host())[0], each.port()));
            return new Finding.Well(what + " is free");
        } catch (IOException e) {
            if (running && !each.forServing()) {
                return new Finding.Well(what + " is in use; Parley runs");
            }
            if (each.forServing()) {
                return new Finding.Well(what + " is in use, which only ./parley engine serve would mind");
            }
            return new Finding.Wrong(
                    what + " cannot be taken on " + each.host() + ": " + e.getMessage() + ".",
                    "See who has it (ss -ltnp 'sport = :" + each.port() + "') and end that, or set " + each.key()
                            + " to another port.",
                    ExitCode.USAGE);
        }
    }
}
