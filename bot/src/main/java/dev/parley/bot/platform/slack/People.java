package dev.parley.bot.platform.slack;

import com.slack.api.methods.Methods;
import com.slack.api.model.User;
import dev.parley.bot.platform.TransportException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who people are: their names, languages, and where they come from. Asked of Slack, and remembered for some hours. */
final class People implements SlackInbound.Names {
    private static final Logger log = LoggerFactory.getLogger(People.class);
    private static final Duration FRESH = Duration.ofHours(4);

    /** A message is acknowledged within three seconds, and who wrote it is asked before. */
    private static final Duration PATIENCE = Duration.ofMillis(800);

    private final SlackWeb web;
    private final UserGroups groups;
    private final Cached<Known> known;

    /**
     * What is known of somebody.
     *
     * @param name what people call them; empty where it is not known
     * @param locale their language; the root where it is not known
     * @param team the workspace that they belong to; empty where it is not known
     * @param guest whether they are guests of the workspace, or strangers to it
     * @param bot whether it is a program
     * @param admin whether they administer the workspace
     */
    record Known(String name, Locale locale, String team, boolean guest, boolean bot, boolean admin) {
        /** Nothing is. */
        static final Known NOBODY = new Known("", Locale.ROOT, "", false, false, false);
    }

    People(SlackWeb web, UserGroups groups, Executor threads, LongSupplier nanoTime) {
        this.web = web;
        this.groups = groups;
        this.known = new Cached<>(this::ask, FRESH, PATIENCE, threads, nanoTime);
    }

    /** What is known of somebody, by id; waits a moment for Slack at most. */
    Known of(String user) {
        return user.isEmpty() ? Known.NOBODY : known.get(user, Known.NOBODY);
    }

    @Override
    public String person(String id) {
        String name = of(id).name();
        return name.isEmpty() ? id : name;
    }

    @Override
    public String group(String id) {
        return groups.handle(id);
    }

    private Known ask(String id) {
        try {
            User user = web.call(
                            Methods.USERS_INFO,
                            client -> client.usersInfo(ask -> ask.user(id).includeLocale(true)))
                    .getUser();
            User.Profile profile = user.getProfile();
            return new Known(
                    name(profile == null ? null : profile.getDisplayName(), user.getRealName(), user.getName(), id),
                    user.getLocale() == null ? Locale.ROOT : Locale.forLanguageTag(user.getLocale()),
                    user.getTeamId() == null ? "" : user.getTeamId(),
                    user.isRestricted() || user.isUltraRestricted() || user.isStranger(),
                    user.isBot(),
                    user.isAdmin() || user.isOwner());
        } catch (TransportException e) {
            log.info("Slack does not say who {} is: {}", id, e.getMessage());
            throw new IllegalStateException(e);
        }
    }

    /** A name is one line, which a person chose. */
    private static String name(@Nullable String... candidates) {
        return Stream.of(candidates)
                .flatMap(Stream::ofNullable)
                .filter(each -> !each.isBlank())
                .map(each -> each.replaceAll("[\\p{Cntrl}\\s]+", " ").strip())
                .findFirst()
                .orElse("");
    }
}
