package dev.parley.bot.platform.discord.fake;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.JDABuilder;
import net.dv8tion.jda.api.events.GenericEvent;
import net.dv8tion.jda.api.hooks.EventListener;
import net.dv8tion.jda.api.requests.GatewayIntent;
import net.dv8tion.jda.api.requests.RestConfig;
import net.dv8tion.jda.api.utils.SessionControllerAdapter;
import org.jspecify.annotations.Nullable;

/** The real JDA on the fake, with every event that it heard. */
final class JdaClient implements AutoCloseable {
    private final FakeDiscord discord;
    private final List<GenericEvent> heard = new CopyOnWriteArrayList<>();
    private @Nullable JDA jda;

    JdaClient(FakeDiscord discord) {
        this.discord = discord;
    }

    JDABuilder builder(String token) {
        return JDABuilder.createLight(token, GatewayIntent.GUILD_MESSAGES, GatewayIntent.DIRECT_MESSAGES)
                .setRestConfig(new RestConfig().setBaseUrl(discord.apiUrl() + "/"))
                .setSessionController(new SessionControllerAdapter() {
                    @Override
                    public String getGateway() {
                        return discord.gatewayUrl();
                    }
                })
                .addEventListeners((EventListener) heard::add);
    }

    void connect() {
        connect(builder(discord.token()));
    }

    void connect(JDABuilder builder) {
        begin(builder);
        await().atMost(60, SECONDS).until(() -> jda.getStatus() == JDA.Status.CONNECTED);
    }

    /** Starts and does not wait until it is connected. */
    void begin(JDABuilder builder) {
        jda = builder.build();
    }

    JDA jda() {
        return jda;
    }

    /** The first event of a kind, waited for. */
    <T extends GenericEvent> T hear(Class<T> kind) {
        return await().until(() -> all(kind).stream().findFirst().orElse(null), Objects::nonNull);
    }

    <T extends GenericEvent> List<T> all(Class<T> kind) {
        return heard.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public void close() {
        if (jda != null) {
            jda.shutdownNow();
        }
    }
}
