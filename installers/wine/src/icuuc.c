/* Windows 10 has icuuc.dll, Wine 8 has not. Qt6Core.dll imports these names for legacy encodings that nothing here
   uses: U_UNSUPPORTED_ERROR or nothing is an honest answer to each. For the Wine prefix only, never shipped. */
#include <stdint.h>
#include "marker.h"

#define UNSUPPORTED 16
#define EXPORT __declspec(dllexport)

EXPORT void *ucnv_open(const char *name, int *error) { (void)name; if (error) *error = UNSUPPORTED; return 0; }
EXPORT void ucnv_close(void *converter) { (void)converter; }
EXPORT void ucnv_reset(void *converter) { (void)converter; }
EXPORT int8_t ucnv_getMaxCharSize(const void *converter) { (void)converter; return 1; }
EXPORT int32_t ucnv_countAvailable(void) { return 0; }
EXPORT const char *ucnv_getAvailableName(int32_t n) { (void)n; return 0; }

#define REFUSES_AT(NAME, POSITION) \
    EXPORT intptr_t NAME(void *a, void *b, void *c, void *d, void *e, void *f, void *g, void *h) \
    { void *all[] = {a, b, c, d, e, f, g, h}; int *error = all[POSITION]; if (error) *error = UNSUPPORTED; return 0; }

REFUSES_AT(ucnv_getName, 1)
REFUSES_AT(ucnv_getStandardName, 2)
REFUSES_AT(ucnv_setToUCallBack, 5)
REFUSES_AT(ucnv_setFromUCallBack, 5)
REFUSES_AT(ucnv_toUnicode, 7)
REFUSES_AT(ucnv_fromUnicode, 7)
REFUSES_AT(ucnv_toUCountPending, 1)
REFUSES_AT(ucnv_fromUCountPending, 1)
REFUSES_AT(ucnv_cbFromUWriteUChars, 4)
REFUSES_AT(ucnv_cbToUWriteUChars, 4)

EXPORT void ucnv_getToUCallBack(const void *converter, void **action, const void **context)
{ (void)converter; if (action) *action = 0; if (context) *context = 0; }
EXPORT void ucnv_getFromUCallBack(const void *converter, void **action, const void **context)
{ (void)converter; if (action) *action = 0; if (context) *context = 0; }
EXPORT void UCNV_FROM_U_CALLBACK_SUBSTITUTE(void) {}
EXPORT void UCNV_TO_U_CALLBACK_SUBSTITUTE(void) {}
