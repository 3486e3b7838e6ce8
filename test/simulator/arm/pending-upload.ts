/** A place in Blob Storage for code that is about to be uploaded, opened by a SAS. */
import { randomUUID } from 'node:crypto'
import type { Reply } from '../http.ts'
import type { Call } from './call.ts'

const hours = 1

export const startPendingUpload = async (call: Call): Promise<Reply> => {
  const { azure, cloud, body } = call
  const { storage, subscriptionId, resourceGroup } = azure.world
  const id = typeof body['pendingUploadId'] === 'string' ? body['pendingUploadId'] : randomUUID()
  // A container for each upload: clients put their folder at its root.
  await azure.blobs.createContainer(storage.name, id)
  const blobUri = `https://${storage.name}.blob.${cloud.storageSuffix}/${id}`
  const expires = new Date(azure.clock.now().getTime() + hours * 3_600_000)
  return {
    status: 200,
    body: {
      pendingUploadId: id,
      pendingUploadType: 'TemporaryBlobReference',
      blobReferenceForConsumption: {
        blobUri,
        storageAccountArmId: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Storage/storageAccounts/${storage.name}`,
        credential: {
          credentialType: 'SAS',
          sasUri: `${blobUri}?${azure.blobs.sas(storage.name, id, 'racwl', expires)}`,
        },
      },
    },
  }
}
