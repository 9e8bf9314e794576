package dev.parley.bot.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeAddressTest {
    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080, true",
        "http://LOCALHOST:1/v1, true",
        "http://[::1]:8080, true",
        "https://house.example, false",
        "https://127.0.0.1.example, false",
        "https://192.168.1.5, false"
    })
    void knowsWhetherSomethingLeavesTheMachine(URI url, boolean here) {
        assertThat(SafeAddress.isLoopback(url)).isEqualTo(here);
    }
}
