#include "base/text/legacy.hpp"

#include <memory>

#include <unicode/ucnv.h>
#include <unicode/unistr.h>

namespace manyhands::base {

std::optional<std::string> from_cp949(std::string_view bytes) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open("windows-949", &status),
                                                                       &ucnv_close);
    if (U_FAILURE(status)) return std::nullopt;
    ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
    const icu::UnicodeString text(bytes.data(), static_cast<int32_t>(bytes.size()), converter.get(), status);
    if (U_FAILURE(status)) return std::nullopt;
    // Bytes that mean nothing come out as characters for private use.
    for (int32_t i = 0; i < text.length(); ++i)
        if (text[i] >= 0xE000 && text[i] <= 0xF8FF) return std::nullopt;
    std::string out;
    text.toUTF8String(out);
    return out;
}

}  // namespace manyhands::base
