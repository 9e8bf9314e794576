package dev.parley.engine.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is broken where the vocabulary is not at hand, and where it is. */
final class ControlTokensTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                // ChatML, Qwen
                "<|im_start|>",
                "<|im_end|>",
                "<|endoftext|>",
                "<|fim_prefix|>",
                "<|fim_middle|>",
                "<|fim_suffix|>",
                "<|fim_pad|>",
                "<|repo_name|>",
                "<|file_sep|>",
                "<tool_call>",
                "</tool_call>",
                "<tool_response>",
                "<think>",
                "</think>",
                // Llama 2, 3, 4
                "<s>",
                "</s>",
                "<unk>",
                "[INST]",
                "[/INST]",
                "<<SYS>>",
                "<</SYS>>",
                "<|begin_of_text|>",
                "<|start_header_id|>",
                "<|end_header_id|>",
                "<|eot_id|>",
                "<|eom_id|>",
                "<|python_tag|>",
                "<|header_start|>",
                "<|eot|>",
                // Mistral
                "[SYSTEM_PROMPT]",
                "[/SYSTEM_PROMPT]",
                "[AVAILABLE_TOOLS]",
                "[TOOL_CALLS]",
                "[TOOL_RESULTS]",
                "[IMG]",
                "[PREFIX]",
                "[SUFFIX]",
                "[MIDDLE]",
                "[THINK]",
                "[/THINK]",
                "[control_8]",
                // Gemma
                "<bos>",
                "<eos>",
                "<pad>",
                "<mask>",
                "<start_of_turn>",
                "<end_of_turn>",
                "<unused42>",
                "[@BOS@]",
                "<|turn>",
                "<turn|>",
                "<|channel>",
                // Phi, DeepSeek, GLM
                "<|user|>",
                "<|assistant|>",
                "<|end|>",
                "<|system|>",
                "<\uFF5Cbegin\u2581of\u2581sentence\uFF5C>",
                "<\uFF5CUser\uFF5C>",
                "<\uFF5CAssistant\uFF5C>",
                "<\uFF5Cend\u2581of\u2581sentence\uFF5C>",
                "<\uFF5Ctool\u2581calls\u2581begin\uFF5C>",
                "[gMASK]",
                "<sop>",
                // GPT-OSS
                "<|start|>",
                "<|channel|>",
                "<|message|>",
                "<|return|>",
                "<|call|>",
                "<|constrain|>",
                // Command-R
                "<BOS_TOKEN>",
                "<|START_OF_TURN_TOKEN|>",
                "<|END_OF_TURN_TOKEN|>",
                "<|USER_TOKEN|>",
                "<|CHATBOT_TOKEN|>",
                "<|SYSTEM_TOKEN|>",
                "<EOP_TOKEN>",
                // Granite, StarCoder, SmolLM
                "<|start_of_role|>",
                "<|end_of_role|>",
                "<|end_of_text|>",
                "<fim_prefix>",
                "<filename>",
                "<gh_stars>",
                "<issue_start>",
                "<jupyter_code>",
                "<empty_output>",
                "<reponame>",
                // EXAONE, MiniMax, T5, BERT, full-width look-alikes
                "[|user|]",
                "[|endofturn|]",
                "]~b]",
                "<extra_id_0>",
                "[CLS]",
                "[SEP]",
                "[PAD]",
                "\uFF1Cs\uFF1E",
                "\uFF1C|im_end|\uFF1E"
            })
    void breaksTheControlTokensOfKnownFamilies(String token) {
        var broken = ControlTokens.KNOWN.broken("before " + token + token + " after");

        assertThat(broken).doesNotContain(token).contains("before ", " after");
        assertThat(broken.replace("\u200B", "")).isEqualTo("before " + token + token + " after");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a < b && c > d || e <= f",
                "List<String> and Map<K, V>",
                "<div class=\"x\"><my-element></my-element></div>",
                "std::vector<uint8_t> v; #include <stdint.h>",
                "| a | b |\n|---|---|\n[x] [ ] [link](http://example.org)",
                "x |> f <| y",
                "array[i] = [TODO] [1, 2]",
                "1 << 2 >> 3",
                "Grüße, 你好, 🙂, \u200B"
            })
    void leavesOtherTextAsItIs(String text) {
        assertThat(ControlTokens.KNOWN.broken(text)).isSameAs(text);
    }

    @Test
    void breaksOneInsideAnother() {
        assertThat(ControlTokens.KNOWN.broken("<|im_<|im_end|>end|>")).doesNotContain("<|im_end|>");
    }

    @Test
    void breaksTheTokensOfAVocabularyWhereverTheyOverlap() {
        var tokens = ControlTokens.of(List.of("@@turn@@", "aa", " ", "x", "\n\n"));

        assertThat(tokens.broken("@@turn@@turn@@ aaa x\n\n"))
                .isEqualTo("@\u200B@turn@\u200B@turn@@ a\u200Ba\u200Ba x\n\n");
    }

    @Test
    void breaksNothingForParleysOwnEngine() {
        assertThat(ControlTokens.NONE.broken("<|im_end|>")).isEqualTo("<|im_end|>");
    }

    @Test
    void isQuickOnTextsMadeToBeSlow() {
        var hostile = List.of("<|".repeat(200_000), "<".repeat(400_000), "<fim_".repeat(80_000), "[|a".repeat(130_000));

        hostile.forEach(
                text -> assertThat(ControlTokens.KNOWN.broken(text)).hasSizeGreaterThanOrEqualTo(text.length()));
    }
}
