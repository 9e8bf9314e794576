package dev.parley.bot.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.persistence.Person;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class AllowanceTest {
    private final Hand clock = new Hand();

    private static Person person(int number) {
        return new Person("discord", Integer.toString(number));
    }

    @Test
    void forgetsPeopleWhoHaveAllOfItBack() {
        Allowance allowance = Allowance.flowing(20, Duration.ofMinutes(1), clock);
        for (int i = 0; i < 1000; i++) {
            allowance.take(person(i));
        }
        clock.move(Duration.ofMinutes(2));

        allowance.take(person(1000));

        assertThat(allowance.size()).isEqualTo(1);
    }

    @Test
    void remembersWhoStillLacksSome() {
        Allowance allowance = Allowance.whole(100, Duration.ofDays(1), clock);
        allowance.charge(person(1), 100);
        clock.move(Duration.ofHours(23));

        allowance.charge(person(2), 1);

        assertThat(allowance.untilFree(person(1))).isEqualTo(Duration.ofHours(1));
        assertThat(allowance.untilFree(person(2))).isZero();
    }

    @Test
    void keepsWhatWasUsedUpWhenTheAmountChanges() {
        Allowance allowance = Allowance.whole(100, Duration.ofDays(1), clock);
        allowance.charge(person(1), 100);
        allowance.change(150);

        assertThat(allowance.untilFree(person(1))).isZero();
        allowance.charge(person(1), 50);
        assertThat(allowance.untilFree(person(1))).isPositive();
    }

    @Test
    void allowsLessWhenTheAmountShrinks() {
        Allowance allowance = Allowance.flowing(20, Duration.ofMinutes(1), clock);
        allowance.take(person(1));
        allowance.change(1);

        assertThat(allowance.take(person(1))).isZero();
        assertThat(allowance.take(person(1))).isPositive();
        assertThat(allowance.take(person(2))).isZero();
        assertThat(allowance.take(person(2))).isPositive();
    }

    @Test
    void lookingRemembersNobody() {
        Allowance allowance = Allowance.whole(100, Duration.ofDays(1), clock);

        allowance.untilFree(person(1));
        allowance.charge(person(1), 0);

        assertThat(allowance.size()).isZero();
    }
}
